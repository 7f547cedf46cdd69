package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.toolrun.call.RunnerException;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /** As above, where several runners, one after the other or at once, have the same directories. */
    public static RunnerConfig sharedConfig(Path stateDirectory) {
        try {
            Files.createDirectories(stateDirectory);
            Path copy = Files.createTempFile(stateDirectory, "images", ".lock");
            Files.copy(builtImages().resolve("images.lock"), copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, stateDirectory.resolve("images.lock"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return RunnerConfig.defaults(Map.of()).withStateDirectory(stateDirectory);
    }

    /** The socket of the engine that tests use. */
    public static Path engineSocket() {
        String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        return Path.of(host.substring("unix://".length()));
    }

    /** What the engine still has of a call, as docker's own client sees it. */
    public static List<String> containersOf(String callId) {
        return docker("ps", "-a", "--format", "{{.ID}}", "--filter", "label=dev.toolrun.call=" + callId);
    }

    /** What the engine noted of the containers of a call since then, such as {@code create}: also of one that lived for a moment. */
    public static List<String> containerEvents(String callId, Instant since) {
        String call = "label=dev.toolrun.call=" + callId;
        String now = Instant.now().toString();
        return docker(
                "events", "--since", since.toString(), "--until", now, "--filter", call, "--format", "{{.Action}}");
    }

    /** The lines that docker's own client prints. */
    public static List<String> docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var lines = process.inputReader()) {
                return lines.lines().toList();
            } finally {
                process.onExit().join();
            }
        } catch (IOException e) {
            throw new AssertionError("docker's own client is needed to see what is there", e);
        }
    }

    /** Where a program is, or an empty text. */
    public static String program(String name) {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Skips the test where something is not as it needs it, or fails it where an engine is required. */
    public static void require(boolean possible, String why) {
        if (!possible) {
            assertThat(Boolean.getBoolean("toolrun.engine.required")).as(why).isFalse();
            assumeThat(false).as(why).isTrue();
        }
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
