package dev.toolrun.cli;

import dev.toolrun.Host;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "pin",
        description = "Pins an image of your own for tools that name it, as it is now; nothing of it is run.",
        footer = {"", "Example:", "  toolrun images pin ghcr.io/acme/linter:2"})
final class ImagesPinCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "1",
            converter = ImagesCommand.ReferenceConverter.class,
            description = "The image, as the engine knows it; pulled if it has none of that name.")
    private String image = "";

    ImagesPinCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        try (Host host = Host.open(toolrun.config())) {
            ImageRows.print(
                    toolrun,
                    List.of(Installation.images(host, toolrun.terminal()).pin(image)));
            return 0;
        }
    }
}
