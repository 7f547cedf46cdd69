package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of {@code toolrun serve} with a runtime directory of its own. */
final class ResidentRunner implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Process process;
    private final BufferedReader stderr;

    private ResidentRunner(Process process) {
        this.process = process;
        stderr = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    }

    /** The command line of this build's toolrun. */
    static List<String> toolrun(String... args) {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.jboss.logging.provider=slf4j",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.toolrun.cli.Main"));
        command.addAll(List.of(args));
        return command;
    }

    /** Where clients with this environment find it. */
    static Path socket(Map<String, String> environment) {
        return Path.of(String.valueOf(environment.get("XDG_RUNTIME_DIR")), "toolrun", "toolrun.sock");
    }

    /** Starts one that is ready. */
    static ResidentRunner start(Map<String, String> environment, String... more) throws IOException {
        ResidentRunner runner = startCommand(environment, toolrun(serve(more)));
        assertThat(runner.line()).isEqualTo("toolrun: The resident runner is ready.");
        return runner;
    }

    static ResidentRunner startCommand(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("TOOLRUN_"));
        builder.environment().putAll(environment);
        Files.createDirectories(Path.of(String.valueOf(environment.get("XDG_RUNTIME_DIR"))));
        Process process = builder.start();
        process.getOutputStream().close();
        return new ResidentRunner(process);
    }

    private static String[] serve(String... more) {
        List<String> words = new ArrayList<>(List.of("serve"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    Process process() {
        return process;
    }

    /** The next line that it says. */
    String line() throws IOException {
        return String.valueOf(stderr.readLine());
    }

    /** Asks it to end, and gives its exit code. */
    int end() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
