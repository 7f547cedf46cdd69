package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.egress.HostNetwork;
import dev.toolrun.sandbox.EngineDeadlines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An engine that is killed, restarted or stopped in the middle of a call: the call ends in bounded time with the true reason,
 * and when the engine is back, nothing of it is left.
 */
@RequiresEngine
@Timeout(120)
class EngineLostIT {
    private static final Duration BRIEF = Duration.ofSeconds(3);
    private static final EngineDeadlines DEADLINES = new EngineDeadlines(BRIEF, BRIEF.multipliedBy(3), BRIEF, BRIEF);
    private static final Duration GONE = Duration.ofSeconds(60);

    private static TestEngine engine;

    @TempDir
    private Path folder;

    private ToolRunner runner;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        TestHost.require(TestHost.isRoot(), "needs root, for an engine of its own");
        engine = TestEngine.start(Map.of(), "toolrun/shell");
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void close() {
        if (runner != null) {
            runner.close();
        }
        await().atMost(GONE)
                .untilAsserted(() -> assertThat(engine.leftOfContainers()).isEmpty());
        engine.endGivenUpShims();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killed(boolean liveRestore) throws Exception {
        engine.restart(liveRestore(liveRestore));
        var call = begin("echo started; sleep 611", Duration.ofMinutes(2));
        engine.kill();
        assertLost(call);
        engine.startAgain(liveRestore(liveRestore));
        await().atMost(GONE).untilAsserted(() -> assertThat(engine.left()).isEmpty());
        assertWorksAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restarted(boolean liveRestore) throws Exception {
        engine.restart(liveRestore(liveRestore));
        var call = begin("echo started; sleep 612", Duration.ofMinutes(2));
        engine.restart(liveRestore(liveRestore));
        assertLost(call);
        await().atMost(GONE).untilAsserted(() -> assertThat(engine.left()).isEmpty());
        assertWorksAgain();
    }

    /** Several connections are kept from before, and each of the calls that come at once afterwards takes another. */
    @Test
    void restartedBetweenCalls() throws Exception {
        runner = open();
        for (int round = 0; round < 2; round++) {
            atOnce(4).forEach(EngineLostIT::assertOk);
            engine.restart(Map.of());
        }
        atOnce(4).forEach(EngineLostIT::assertOk);
    }

    private List<ToolResult> atOnce(int calls) throws Exception {
        List<CompletableFuture<ToolResult>> results = Stream.generate(
                        () -> CompletableFuture.supplyAsync(this::echo, task -> new Thread(task).start()))
                .limit(calls)
                .toList();
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        return results.stream().map(CompletableFuture::join).toList();
    }

    /** The engine is well: it was the container alone that somebody took away. */
    @ParameterizedTest
    @ValueSource(strings = {"rm --force", "restart --time 0", "kill"})
    void itsContainerIsTakenAway(String command) throws Exception {
        var call = begin("echo started; sleep 616", Duration.ofMinutes(1));
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(engine.docker("ps", "--quiet"));
        engine.docker(words.toArray(String[]::new));
        ToolResult result = call.get(90, TimeUnit.SECONDS);
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.SANDBOX_ERROR);
        assertThat(result.started()).isTrue();
        assertThat(result.stdout().text()).isEqualTo("started\n");
        await().atMost(GONE).untilAsserted(() -> assertThat(engine.left()).isEmpty());
    }

    @Test
    void itsContainerdIsKilled() throws Exception {
        var call = begin("echo started; sleep 4; echo done", Duration.ofMinutes(1));
        kill(engine.containerd());
        ToolResult result = call.get(90, TimeUnit.SECONDS);
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("started\ndone\n");
        await().atMost(GONE).untilAsserted(() -> assertThat(engine.left()).isEmpty());
    }

    @Test
    void itsShimIsKilled() throws Exception {
        var call = begin("echo started; sleep 614", Duration.ofMinutes(1));
        kill(engine.shims().get(0));
        ToolResult result = call.get(90, TimeUnit.SECONDS);
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.SANDBOX_ERROR);
        assertThat(result.started()).isTrue();
        assertThat(result.stdout().text()).isEqualTo("started\n");
        await().atMost(GONE).untilAsserted(() -> assertThat(engine.left()).isEmpty());
    }

    @Test
    void stoppedAndContinued() throws Exception {
        Duration wallTime = Duration.ofSeconds(4);
        var call = begin("echo started; sleep 615", wallTime);
        long begin = System.nanoTime();
        HostProcesses.signal(engine.engine(), "STOP");
        try {
            assertLost(call);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(wallTime.plusSeconds(2));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> tools("sleep 615").isEmpty());
        } finally {
            HostProcesses.signal(engine.engine(), "CONT");
        }
        await().atMost(GONE)
                .untilAsserted(() -> assertThat(engine.leftOfContainers()).isEmpty());
        engine.endGivenUpShims();
        assertWorksAgain();
    }

    private static Map<String, Boolean> liveRestore(boolean value) {
        return Map.of("live-restore", value);
    }

    /** A call whose tool runs, and has written something. */
    private CompletableFuture<ToolResult> begin(String script, Duration wallTime) {
        runner = open();
        String sleep = script.replaceFirst(".*(sleep [0-9]+).*", "$1");
        var call = CompletableFuture.supplyAsync(
                () -> runner.run(ToolCall.of("shell", Map.of("script", script)).withWallTime(wallTime)));
        await().atMost(Duration.ofSeconds(30)).until(() -> !tools(sleep).isEmpty());
        return call;
    }

    private static List<ProcessHandle> tools(String command) {
        return engine.sandboxed().stream()
                .filter(process -> HostProcesses.commandLine(process.pid()).equals(command + " "))
                .toList();
    }

    private ToolRunner open() {
        RunnerConfig config = TestHost.sharedConfig(folder.resolve("state"));
        var tool = TestCalls.withLimits(config.tools().find("shell"), TestCalls.longLimits());
        return RunnerAssembly.open(
                config.withTools(List.of(tool))
                        .withSandbox(new SandboxSettings(
                                engine.address(), null, Set.of(), 4, Duration.ofSeconds(10), List.of())),
                DEADLINES,
                new HostNetwork());
    }

    private void assertWorksAgain() {
        assertOk(echo());
    }

    private ToolResult echo() {
        return runner.run(ToolCall.of("shell", Map.of("script", "echo again")));
    }

    private static void assertOk(ToolResult result) {
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.OK);
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(30, TimeUnit.SECONDS);
    }

    private static void assertLost(CompletableFuture<ToolResult> call) throws Exception {
        ToolResult result = call.get(60, TimeUnit.SECONDS);
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.ENGINE_LOST);
        assertThat(result.started()).isTrue();
        assertThat(result.stdout().text()).isEqualTo("started\n");
    }
}
