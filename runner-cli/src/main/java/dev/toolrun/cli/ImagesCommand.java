package dev.toolrun.cli;

import picocli.CommandLine.Command;

@Command(name = "images", description = "The images that tools run in.", synopsisSubcommandLabel = "COMMAND")
final class ImagesCommand {}
