package dev.toolrun.cli;

import picocli.CommandLine.Command;

@Command(name = "tools", description = "The tools that you may call.", synopsisSubcommandLabel = "COMMAND")
final class ToolsCommand {}
