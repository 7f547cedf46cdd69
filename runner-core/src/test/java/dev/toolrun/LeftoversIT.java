package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a call is left, whoever ends how. */
@RequiresEngine
class LeftoversIT {
    @TempDir
    private Path state;

    @Test
    void twoHundredCallsFromSeveralThreadsLeaveNothing() throws InterruptedException {
        Set<String> temporaryBefore = temporaryFiles();
        Set<String> mountsBefore = mounts();
        Set<String> threadsBefore = threads();
        ConcurrentLinkedQueue<Reason> reasons = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> callIds = new ConcurrentLinkedQueue<>();
        try (ToolRunner runner = ToolRunner.open(TestHost.config(state.resolve("many")))) {
            ExecutorService callers = Executors.newFixedThreadPool(4);
            for (int i = 0; i < 200; i++) {
                String script = i % 10 == 0 ? "setsid sleep 300 & exit 1" : "echo hello";
                callers.execute(() -> {
                    ToolResult result = runner.run(ToolCall.of("shell", Map.of("script", script)));
                    reasons.add(result.reason());
                    callIds.add(result.callId());
                });
            }
            callers.shutdown();
            assertThat(callers.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(reasons).hasSize(200).containsOnly(Reason.OK, Reason.NONZERO_EXIT);
        assertThat(containersOf(callIds)).isEmpty();
        assertThat(temporaryFiles()).isEqualTo(temporaryBefore);
        assertThat(mounts()).isEqualTo(mountsBefore);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(threads()).isEqualTo(threadsBefore));
    }

    @Test
    void aForkBombWithoutProcessorTimeIsGoneToo() {
        RunnerConfig config = TestHost.config(state.resolve("bomb"));
        ToolDefinition shell = config.tools().find("shell");
        Limits starved = new Limits(
                0.05,
                256 << 20,
                500,
                1024,
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                1 << 20,
                1 << 20,
                1 << 20,
                1 << 20,
                64,
                1 << 20,
                1 << 20,
                1);
        ToolResult result;
        try (ToolRunner runner = ToolRunner.open(config.withTools(List.of(TestCalls.withLimits(shell, starved))))) {
            result = runner.run(ToolCall.of("shell", Map.of("script", "f() { f | f & }; f; while :; do :; done")));
        }
        assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(containersOf(List.of(result.callId()))).isEmpty();
    }

    @Test
    void whatAKilledRunnerLeavesIsGoneWithTheNextOne() throws IOException, InterruptedException {
        Process other = otherRunner("sleep 600");
        String container = awaitContainerOf(other);
        other.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(state(container)).isNotEqualTo("running"));

        try (Host host = Host.open(TestHost.config(this.state.resolve("next")))) {
            host.reap();
        }
        assertThat(state(container)).isEmpty();
    }

    @Test
    void aLivingRunnersSandboxIsNotReaped() throws IOException, InterruptedException {
        Process other = otherRunner("sleep 600");
        try {
            String container = awaitContainerOf(other);
            try (Host host = Host.open(TestHost.config(this.state.resolve("host")))) {
                host.reap();
            }
            assertThat(state(container)).isEqualTo("running");
        } finally {
            other.destroy();
            other.waitFor(30, TimeUnit.SECONDS);
            other.destroyForcibly().waitFor();
        }
        try (Host host = Host.open(TestHost.config(this.state.resolve("after")))) {
            host.reap();
        }
    }

    @Test
    void closingCancelsWhatRuns() throws InterruptedException {
        ToolRunner runner = ToolRunner.open(TestHost.config(state.resolve("closing")));
        List<ToolResult> results = new ArrayList<>();
        Thread caller = new Thread(
                () -> results.add(runner.run(ToolCall.of("shell", Map.of("script", "echo started; sleep 60")))));
        caller.start();
        Thread.sleep(2500);
        runner.close();
        caller.join(1000);
        assertThat(results)
                .singleElement()
                .satisfies(r -> assertThat(r.reason()).isEqualTo(Reason.CANCELLED));
        assertThat(containersOf(List.of(results.get(0).callId()))).isEmpty();
    }

    /** A runner in a JVM of its own, which can be killed. */
    private Process otherRunner(String script) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dtoolrun.checkout=" + System.getProperty("toolrun.checkout"),
                        "-Dtoolrun.test.state=" + System.getProperty("toolrun.test.state"),
                        OneCall.class.getName(),
                        state.resolve("other").toString(),
                        script)
                .redirectErrorStream(true)
                .start();
    }

    private static String awaitContainerOf(Process runner) {
        String owner = "/" + runner.pid() + "/";
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                docker("ps", "--no-trunc", "--format", "{{.ID}} {{.Label \"dev.toolrun.owner\"}}")
                                        .stream()
                                        .filter(line -> line.contains(owner))
                                        .map(line -> line.split(" ")[0])
                                        .findFirst()
                                        .orElse(""),
                        id -> !id.isEmpty());
    }

    private static String state(String container) {
        return String.join(
                "", docker("ps", "-a", "--no-trunc", "--filter", "id=" + container, "--format", "{{.State}}"));
    }

    private static List<String> containersOf(Iterable<String> callIds) {
        Set<String> ids = new TreeSet<>();
        callIds.forEach(ids::add);
        return docker("ps", "-a", "--format", "{{.Label \"dev.toolrun.call\"}}").stream()
                .filter(ids::contains)
                .toList();
    }

    private static List<String> docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return lines.lines().toList();
            }
        } catch (IOException e) {
            throw new AssertionError("docker's own client is needed to see what is left", e);
        }
    }

    private static Set<String> temporaryFiles() {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("toolrun-(image|archive).*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> mounts() {
        try (var lines = Files.lines(Path.of("/proc/self/mounts"))) {
            return lines.filter(line -> line.contains("/docker/")).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("toolrun") || name.contains("docker"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The program of {@link #otherRunner}. */
    static final class OneCall {
        private OneCall() {}

        public static void main(String[] arguments) {
            try (ToolRunner runner = ToolRunner.open(TestHost.config(Path.of(arguments[0])))) {
                runner.run(ToolCall.of("shell", Map.of("script", arguments[1])).withWallTime(Duration.ofMinutes(5)));
            }
        }
    }
}
