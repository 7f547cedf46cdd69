package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ready sandboxes whose runner is killed, or whose engine goes. */
@RequiresEngine
@Timeout(300)
class WarmEngineIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String INIT = "/.toolrun/init";

    private static TestEngine engine;

    @TempDir
    private Path folder;

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

    /** Without anybody's help: nobody is there to hear what a first process waits to say. */
    @Test
    void theyEndWithTheirRunner() throws Exception {
        ProcessBuilder builder =
                RunnerProcess.prepare(engine.address(), folder.resolve("s"), Duration.ofMinutes(5), false, "sleep 631");
        builder.environment().put(RunnerProcess.READY, "3");
        Process runner = builder.start();
        try {
            await().atMost(SOON).until(() -> waiting() == 3 && isRunning("sleep 631"));
        } finally {
            runner.destroyForcibly().waitFor();
        }
        await().atMost(SOON).until(() -> engine.sandboxed().isEmpty());
        try (WarmRunner next = new WarmRunner(config(folder.resolve("next"), 1))) {
            next.awaitReady(1);
            await().atMost(SOON).until(() -> engine.docker("ps", "-aq").size() == 1);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(engine.left()).isEmpty());
    }

    @Test
    void anEngineThatWasRestartedHasThemAgain() throws Exception {
        try (WarmRunner runner = new WarmRunner(config(folder.resolve("s"), 2))) {
            assertWarm(runner);
            engine.restart(Map.of());
            await().atMost(SOON).until(() -> waiting() == 2);
            assertWarm(runner);
            engine.kill();
            await().atMost(SOON).until(() -> runner.ready() == 0);
            ToolResult without = runner.runNow(ToolCall.of("shell", Map.of("script", "echo")));
            assertThat(without.reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE);
            engine.startAgain(Map.of());
            assertWarm(runner);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(engine.leftOfContainers()).isEmpty());
        engine.endGivenUpShims();
    }

    private static void assertWarm(WarmRunner runner) {
        ToolResult result = runner.run(ToolCall.of("shell", Map.of("script", "echo done")));
        assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.OK);
        assertThat(result.sandbox().warm()).isTrue();
    }

    private static RunnerConfig config(Path state, int ready) {
        var sandbox = new SandboxSettings(
                engine.address(), null, Set.of(), 4, Duration.ofSeconds(10), List.of(), Map.of("shell", ready));
        return TestHost.sharedConfig(state).withSandbox(sandbox);
    }

    private static boolean isRunning(String command) {
        return engine.sandboxed().stream()
                .anyMatch(process -> HostProcesses.commandLine(process.pid()).equals(command + " "));
    }

    /** Containers with nothing but their first process. */
    private static long waiting() {
        return engine.sandboxed().stream()
                .filter(process -> HostProcesses.commandLine(process.pid()).startsWith(INIT))
                .filter(process -> process.children().findAny().isEmpty())
                .count();
    }
}
