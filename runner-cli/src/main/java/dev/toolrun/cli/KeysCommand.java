package dev.toolrun.cli;

import picocli.CommandLine.Command;

@Command(
        name = "keys",
        description = "API keys, for callers who are no OS users of this host.",
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {}
