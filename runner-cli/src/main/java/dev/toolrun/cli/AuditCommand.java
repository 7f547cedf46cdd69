package dev.toolrun.cli;

import picocli.CommandLine.Command;

@Command(name = "audit", description = "The record of all calls.", synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {}
