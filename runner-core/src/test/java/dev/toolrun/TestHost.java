package dev.toolrun;

import dev.toolrun.call.RunnerException;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The engine and the images that tests with an engine use. */
public final class TestHost {
    public static final Path CHECKOUT = Path.of(System.getProperty("toolrun.checkout"));
    public static final Path IMAGES = CHECKOUT.resolve("images");

    private TestHost() {}

    /** The built-in tools with the images that {@code ./verify} built, and a state directory and audit log of their own. */
    public static RunnerConfig config(Path stateDirectory) {
        try {
            Files.createDirectories(stateDirectory);
            Files.copy(builtImages().resolve("images.lock"), stateDirectory.resolve("images.lock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return RunnerConfig.defaults(Map.of()).withStateDirectory(stateDirectory);
    }

    /** What is missing for tests with an engine, as a sentence; empty if nothing is. */
    static String missing() {
        if (System.getProperty("toolrun.test.state") == null) {
            return "no images were built for tests: run ./verify";
        }
        RunnerConfig config = RunnerConfig.defaults(Map.of()).withStateDirectory(builtImages());
        try (Host host = Host.open(config)) {
            ImageBuild images = host.images(IMAGES, line -> {});
            List<String> absent = images.buildable().stream()
                    .map(ImageBuild::qualified)
                    .filter(name -> !images.isPresent(name))
                    .toList();
            return absent.isEmpty() ? "" : "these images are not built: " + absent;
        } catch (RunnerException e) {
            return "no engine answers: " + e.messageForOperator();
        }
    }

    /** The id under which an image is pinned for tests. */
    public static String imageId(String name) {
        var pinned = new ImageLock(builtImages()).find(ImageBuild.qualified(name));
        if (pinned == null) {
            throw new IllegalStateException("image " + name + " is not built");
        }
        return pinned.id();
    }

    private static Path builtImages() {
        return Path.of(System.getProperty("toolrun.test.state"));
    }
}
