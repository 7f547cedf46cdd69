package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ordinary work does not notice the sandbox. {@code ordinary/TOOL/} has a program a file: it checks itself, and prints
 * what {@code NAME.expected} says, or {@code done}.
 */
@RequiresEngine
class OrdinaryWorkIT {
    private static final Path PROGRAMS =
            TestHost.CHECKOUT.resolve("runner-core/src/test/resources/dev/toolrun/ordinary");
    private static final Path REPEATED = PROGRAMS.resolveSibling("repeated");
    private static final Map<String, String> PARAMETERS = Map.of("shell", "script", "sqlite", "sql");
    private static final int CALLS = 60;
    private static final int AT_ONCE = 4;

    @TempDir
    private static Path state;

    private static ToolRunner runner;

    @BeforeAll
    static void open() {
        RunnerConfig config = TestHost.config(state.resolve("ordinary"));
        List<ToolDefinition> patient =
                config.tools().all().stream().map(OrdinaryWorkIT::patient).toList();
        runner = ToolRunner.open(config.withTools(patient));
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.walk(PROGRAMS)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".expected"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aProgramDoesNotNotice(Path program) throws IOException {
        assertSucceeds(run(program, Map.of()), expected(program));
    }

    /** A thousand programs and pipelines, started inside. */
    @ParameterizedTest
    @CsvSource({"python/starts.py, 300", "node/starts.js, 100", "shell/starts.sh, 600"})
    void programsStartAgainAndAgain(Path program, int times) throws IOException {
        ToolResult result = run(REPEATED.resolve(program), Map.of("args", List.of("" + times)));
        assertSucceeds(result, times + " started\n");
    }

    @Test
    void callsDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<ToolResult>> results = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                ToolCall call = call(i);
                results.add(callers.submit(() -> runner.run(call)));
            }
            for (int i = 0; i < CALLS; i++) {
                assertSucceeds(results.get(i).get(), i + "\n");
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static ToolCall call(int i) {
        return switch (i % 4) {
            case 0 -> ToolCall.of("python", Map.of("code", "print(" + i + ")"));
            case 1 -> ToolCall.of("shell", Map.of("script", "echo " + i + " | cat | cat"));
            case 2 -> ToolCall.of("busybox", Map.of("applet", "cat", "stdin", i + "\n"));
            default -> ToolCall.of("node", Map.of("code", "setTimeout(() => console.log(" + i + "), 5)"));
        };
    }

    private static ToolResult run(Path program, Map<String, Object> more) throws IOException {
        String tool = program.getParent().getFileName().toString();
        Map<String, Object> parameters = new HashMap<>(more);
        parameters.put(PARAMETERS.getOrDefault(tool, "code"), Files.readString(program));
        return runner.run(ToolCall.of(tool, parameters));
    }

    private static String expected(Path program) throws IOException {
        String name = program.getFileName().toString().replaceAll("\\.[a-z]+$", ".expected");
        Path file = program.resolveSibling(name);
        return Files.exists(file) ? Files.readString(file) : "done\n";
    }

    private static void assertSucceeds(ToolResult result, String output) {
        assertThat(result.reason())
                .as(result.outcome() + ": " + result.stdout().text()
                        + result.stderr().text())
                .isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo(output);
        assertThat(result.stderr().text()).isEmpty();
        assertThat(result.limitsHit()).isEmpty();
    }

    /** All limits as they are, but more time: how fast this machine is, is not the question. */
    private static ToolDefinition patient(ToolDefinition tool) {
        Limits limits = tool.limits();
        Duration enough = Duration.ofMinutes(3);
        Limits longer = new Limits(
                limits.cpus(),
                limits.memoryBytes(),
                limits.pids(),
                limits.openFiles(),
                enough,
                enough,
                limits.stdoutBytes(),
                limits.stderrBytes(),
                limits.outputBytes(),
                limits.scratchBytes(),
                limits.scratchFiles(),
                limits.fileSizeBytes(),
                limits.artifactBytes(),
                limits.artifactFiles());
        return TestCalls.withLimits(tool, longer);
    }
}
