package dev.toolrun.cli;

import static org.awaitility.Awaitility.await;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts real processes of the command line, with the images built for tests and a state directory of their own. */
final class ToolrunProcess {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    final Path folder;
    private final Path temporary;

    ToolrunProcess(Path folder) throws IOException {
        this.folder = folder;
        Path state = Files.createDirectories(folder.resolve("toolrun"));
        Files.copy(Path.of(System.getProperty("toolrun.test.state"), "images.lock"), state.resolve("images.lock"));
        temporary = Files.createDirectories(folder.resolve("tmp"));
    }

    Process start(String... args) throws IOException {
        return start(List.of(), args);
    }

    /**
     * @param wrapper a command that runs the command that follows it
     */
    Process start(List<String> wrapper, String... args) throws IOException {
        Process process = startWithInput(wrapper, args);
        process.getOutputStream().close();
        return process;
    }

    /** As above, with a standard input that stays open. */
    Process startWithInput(List<String> wrapper, String... args) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.jboss.logging.provider=slf4j",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.toolrun.cli.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TOOLRUN_"));
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("nothing").toString());
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    Ended run(String... args) throws IOException, InterruptedException {
        return end(start(args));
    }

    Ended end(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("toolrun does not end");
        }
        return new Ended(process.exitValue(), text("stdout"), text("stderr"));
    }

    /** The text of a configuration file that knows the images. */
    String configuration(String more) {
        return """
                stateDirectory: toolrun
                authentication: {peer: {users: [%s], roles: [local]}}
                permissions: [{tool: "*", roles: {local: {}}}]
                """.formatted(System.getProperty("user.name")) + more;
    }

    List<Path> temporaryFiles() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.toList();
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    }

    /** The ids of all containers, running or not, with this label. */
    static List<String> containers(String label, String part) {
        return docker("ps", "-a", "--format", "{{.ID}} {{.Label \"" + label + "\"}}").stream()
                .filter(line -> line.contains(part))
                .map(line -> line.split(" ", -1)[0])
                .toList();
    }

    /** Waits until the process has a container. */
    static void awaitContainerOf(Process process) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !containers("dev.toolrun.owner", "/" + process.pid() + "/")
                        .isEmpty());
    }

    private static List<String> docker(String... args) {
        try {
            List<String> command = new ArrayList<>(List.of("docker"));
            command.addAll(List.of(args));
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            List<String> lines = process.inputReader().lines().toList();
            // closed output is not yet an end: tests look at what processes are left
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " ends with " + process.exitValue());
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How a process ended. */
    record Ended(int exit, String stdout, String stderr) {
        Map<String, Object> result() {
            return Json.parseObject(stdout);
        }
    }
}
