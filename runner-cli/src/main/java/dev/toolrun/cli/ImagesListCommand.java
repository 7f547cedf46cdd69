package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.image.ImageStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Lists the pinned images and whether the engine still has them.",
        footer = {"", "Example:", "  toolrun images list"})
final class ImagesListCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    ImagesListCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        try (Host host = Host.open(toolrun.config())) {
            List<ImageStatus> images =
                    Installation.images(host, toolrun.terminal()).list();
            if (images.isEmpty()) {
                toolrun.terminal().say("No image is pinned. Run 'toolrun images build'.");
            }
            ImageRows.print(toolrun, images);
            return 0;
        }
    }
}
