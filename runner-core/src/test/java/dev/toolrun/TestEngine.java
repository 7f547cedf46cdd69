package dev.toolrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A second engine, of the test's own, in a network and mount namespace of its own: with runtimes that nobody wants in theirs,
 * and free to be killed. Needs root, and what the first engine was installed with. Has the images that {@code ./verify} built.
 */
public final class TestEngine implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final Process process;

    private TestEngine(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts an engine and waits until it answers.
     *
     * @param config of {@code dockerd}, as in its {@code daemon.json}
     */
    public static TestEngine start(Map<String, ?> config) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("toolrun-engine");
        Files.writeString(folder.resolve("daemon.json"), Json.write(config));
        TestEngine engine = new TestEngine(folder, dockerd(folder));
        try {
            engine.awaitAnswer();
            engine.copyImages();
            return engine;
        } catch (IOException | InterruptedException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Process dockerd(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        List<String> command = new ArrayList<>(List.of("setsid", "unshare", "--net", "--mount", "dockerd"));
        command.addAll(List.of("--bridge=none", "--iptables=false", "--ip6tables=false"));
        command.addAll(List.of("--data-root", folder.resolve("data").toString()));
        command.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
        command.addAll(List.of("--pidfile", folder.resolve("pid").toString()));
        command.addAll(List.of("--config-file", folder.resolve("daemon.json").toString()));
        command.addAll(List.of("--containerd-namespace", name, "--containerd-plugins-namespace", name + "-plugins"));
        command.addAll(List.of("--host", "unix://" + folder.resolve("docker.sock")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    public String address() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** The lines that docker's own client prints about this engine. */
    public List<String> docker(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--host", address()));
        all.addAll(List.of(arguments));
        return TestHost.docker(all.toArray(new String[0]));
    }

    /** Ends it, and removes what it kept. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteTree();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (docker("version", "--format", "{{.Server.Version}}").stream().allMatch(String::isBlank)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(
                        "the test's engine did not start: " + Files.readString(folder.resolve("log"), UTF_8));
            }
            Thread.sleep(100);
        }
    }

    private void copyImages() throws IOException, InterruptedException {
        String save = "docker save toolrun/base toolrun/shell toolrun/python | docker --host \"$1\" load";
        Process copy = new ProcessBuilder("bash", "-o", "pipefail", "-c", save, "bash", address())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("images.log").toFile())
                .start();
        if (copy.waitFor() != 0) {
            throw new IOException(
                    "images could not be copied: " + Files.readString(folder.resolve("images.log"), UTF_8));
        }
    }

    private void deleteTree() {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError("the test's engine left something behind", e);
        }
    }
}
