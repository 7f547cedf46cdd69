package dev.toolrun.cli;

import picocli.CommandLine.Command;

@Command(name = "config", description = "The configuration.", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {}
