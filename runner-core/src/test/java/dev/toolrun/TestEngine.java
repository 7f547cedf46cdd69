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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A second engine, of the test's own, in a network and mount namespace of its own: with runtimes that nobody wants in theirs,
 * and free to be killed. Needs root, and what the first engine was installed with. Has the images that {@code ./verify} built.
 */
public final class TestEngine implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String[] IMAGES = {"toolrun/base", "toolrun/shell", "toolrun/python"};

    private final Path folder;
    /** Keeps the namespaces, and the mounts in them, while there is no engine. */
    private final Process namespaces;

    private Process process;

    /**
     * Stays until it is killed, or until this JVM is gone, however it ends: then it ends the engine, and removes what the engine
     * has kept.
     */
    private static final String KEEPER = """
            echo made; cat >/dev/null
            kill -9 $(cat "$0/pid" "$0/exec/containerd/containerd.pid")
            sleep 2; rm -rf --one-file-system "$0"
            """;

    private TestEngine(Path folder, Process namespaces) {
        this.folder = folder;
        this.namespaces = namespaces;
    }

    /**
     * Starts an engine and waits until it answers.
     *
     * @param config of {@code dockerd}, as in its {@code daemon.json}
     */
    public static TestEngine start(Map<String, ?> config) throws IOException, InterruptedException {
        return start(config, IMAGES);
    }

    /** As above, with these images alone. */
    public static TestEngine start(Map<String, ?> config, String... images) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("toolrun-engine");
        Process namespaces = new ProcessBuilder(
                        "setsid", "unshare", "--net", "--mount", "sh", "-c", KEEPER, folder.toString())
                .start();
        TestEngine engine = new TestEngine(folder, namespaces);
        try {
            if (namespaces.getInputStream().read() < 0) {
                throw new IOException("no namespaces could be made");
            }
            engine.startAgain(config);
            engine.copyImages(images);
            return engine;
        } catch (IOException | InterruptedException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** Starts the engine after its end, with what the last one left, and waits until it answers. */
    public void startAgain(Map<String, ?> config) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("daemon.json"), Json.write(config));
        process = dockerd();
        awaitAnswer();
    }

    private Process dockerd() throws IOException {
        String name = name();
        List<String> command = new ArrayList<>(List.of("setsid", "nsenter", "--net", "--mount"));
        command.addAll(List.of("--target", Long.toString(namespaces.pid()), "dockerd"));
        command.addAll(List.of("--bridge=none", "--iptables=false", "--ip6tables=false"));
        command.addAll(List.of("--data-root", folder.resolve("data").toString()));
        command.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
        command.addAll(List.of("--pidfile", folder.resolve("pid").toString()));
        command.addAll(List.of("--config-file", folder.resolve("daemon.json").toString()));
        command.addAll(List.of("--cgroup-parent", "/" + name));
        command.addAll(List.of("--containerd-namespace", name, "--containerd-plugins-namespace", name + "-plugins"));
        command.addAll(List.of("--host", "unix://" + folder.resolve("docker.sock")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
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

    /** Ends the engine at once, and with it its containerd; what is in containers runs on. */
    public void kill() throws InterruptedException {
        ProcessHandle containerd = containerd();
        process.destroyForcibly().waitFor();
        await(containerd);
    }

    /** Ends the engine as a service is ended, and starts it again. */
    public void restart(Map<String, ?> config) throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        startAgain(config);
    }

    private static void await(ProcessHandle process) {
        while (process.isAlive()) {
            sleep(20);
        }
    }

    /** The engine's own process. */
    public ProcessHandle engine() {
        return process.toHandle();
    }

    /** The engine's containerd. */
    public ProcessHandle containerd() {
        return engine().children()
                .filter(child -> HostProcesses.commandLine(child.pid()).contains("containerd"))
                .findFirst()
                .orElseThrow();
    }

    /** What stands between containerd and each running container. */
    public List<ProcessHandle> shims() {
        return HostProcesses.withCommandLine("containerd-shim", "-namespace " + name() + " ");
    }

    /** The processes in containers, whoever started them. */
    public List<ProcessHandle> sandboxed() {
        return HostProcesses.inCgroup("/" + name() + "/");
    }

    /** What of containers is there, in words; empty if nothing is. Images are not meant. */
    public List<String> left() {
        List<String> left = leftOfContainers();
        shims().forEach(shim -> left.add("shim " + shim.pid()));
        return left;
    }

    /** As {@link #left}, without what stood between containerd and a container that is gone. */
    public List<String> leftOfContainers() {
        List<String> left = new ArrayList<>();
        docker("ps", "-aq").forEach(id -> left.add("container " + id));
        sandboxed().forEach(one -> left.add("process " + one.pid()));
        entries(folder.resolve("data/containers")).forEach(path -> left.add("directory " + path));
        entries(folder.resolve("exec/containerd/io.containerd.runtime.v2.task/" + name()))
                .forEach(path -> left.add("directory " + path));
        mounts().forEach(mount -> left.add("mount " + mount));
        cgroups().stream()
                .flatMap(cgroup -> entries(cgroup).stream())
                .filter(Files::isDirectory)
                .forEach(path -> left.add("cgroup " + path));
        return left;
    }

    /**
     * Ends the shims that containerd has given up: when the engine's deadline for the end of a container passes between its
     * removal and that of its shim, containerd forgets the shim and leaves it behind, idle. To be called when nothing runs.
     */
    public void endGivenUpShims() {
        for (ProcessHandle shim : shims()) {
            try {
                shim.onExit().get(10, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                shim.destroyForcibly();
                shim.onExit().join();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Ends it, and removes what it kept. */
    @Override
    public void close() {
        try {
            if (process != null) {
                process.destroy();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
            Stream.of(shims(), sandboxed()).flatMap(List::stream).forEach(ProcessHandle::destroyForcibly);
            namespaces.destroyForcibly().waitFor();
            cgroups().forEach(TestEngine::removeCgroup);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteTree();
    }

    private String name() {
        return folder.getFileName().toString();
    }

    private List<String> mounts() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(namespaces.pid()), "mounts"))) {
            return lines.map(line -> line.split(" ")[1])
                    .filter(place -> place.startsWith(folder + "/"))
                    .filter(place -> place.matches(".*/(merged|mounts/.*|netns/.*|rootfs)"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine's own cgroup, one in each hierarchy of version 1. */
    private List<Path> cgroups() {
        List<Path> found = new ArrayList<>(List.of(Path.of("/sys/fs/cgroup", name())));
        entries(Path.of("/sys/fs/cgroup")).forEach(hierarchy -> found.add(hierarchy.resolve(name())));
        return found.stream().filter(Files::isDirectory).toList();
    }

    private static void removeCgroup(Path cgroup) {
        for (int i = 0; Files.exists(cgroup) && i < 50; i++) {
            try {
                Files.delete(cgroup);
            } catch (IOException e) {
                sleep(100); // whoever was in it is on the way out
            }
        }
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            return List.of();
        }
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

    private void copyImages(String... images) throws IOException, InterruptedException {
        String save = "docker save " + String.join(" ", images) + " | docker --host \"$1\" load";
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
        for (int i = 0; Files.exists(folder); i++) {
            try (var paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                if (i == 50) {
                    throw new AssertionError("the test's engine left something behind", e);
                }
                sleep(100); // mounts end with the last process in their namespace
            }
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
