package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "build",
        description = "Builds images from Debian's signed packages and pins them.",
        footer = {"", "Examples:", "  toolrun images build", "  toolrun images build python --base python:3.12-slim"})
final class ImagesBuildCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "What to build; without a name, all images.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            converter = ImagesCommand.ReferenceConverter.class,
            description = "Takes this image instead of building one; for exactly one NAME.")
    private @Nullable String base;

    ImagesBuildCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        if (base != null && names.size() != 1) {
            throw WrongUsage.of(
                    "--base is for exactly one image.", "Name the one that is to be made from " + base + ".");
        }
        toolrun.cancellation().arm();
        try (Host host = Host.open(toolrun.config())) {
            ImageBuild images = Installation.images(host, toolrun.terminal());
            List<ImageStatus> built = new ArrayList<>();
            for (String name : wanted(images.buildable())) {
                built.add(base == null ? images.build(name) : images.buildFrom(name, base));
            }
            ImageRows.print(toolrun, built);
            return 0;
        }
    }

    private List<String> wanted(List<String> buildable) {
        for (String name : names) {
            if (!buildable.contains(name)) {
                throw WrongUsage.of(
                        "There is no such image to build.",
                        "'" + name + "' is none of " + String.join(", ", buildable)
                                + "; 'toolrun images pin' is for your own images.");
            }
        }
        return names.isEmpty() ? buildable : names;
    }
}
