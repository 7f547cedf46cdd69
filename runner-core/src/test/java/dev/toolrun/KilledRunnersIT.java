package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.sandbox.docker.EngineConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runners that are killed, at any moment, with or without their engine; and runners side by side. */
@RequiresEngine
@Timeout(300)
class KilledRunnersIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KILLS = 16;

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

    /** Two at a time, each at a moment of its own between its start and its end; all of them in the same directories. */
    @Test
    void killedAtAnyMomentTheyLeaveNothingToTheNextOne() throws Exception {
        long seed = System.nanoTime();
        System.err.println("KilledRunnersIT: seed " + seed);
        Random random = new Random(seed);
        Path state = folder.resolve("s");
        long whole = untilItsEnd(state);
        List<Path> usual = files(state);
        for (int i = 0; i < KILLS / 2; i++) {
            Process one = script(state, "sleep 1");
            Process other = script(state, "sleep 1");
            long[] moments = {random.nextLong(whole), random.nextLong(whole)};
            TimeUnit.NANOSECONDS.sleep(Math.min(moments[0], moments[1]));
            one.destroyForcibly();
            TimeUnit.NANOSECONDS.sleep(Math.abs(moments[0] - moments[1]));
            other.destroyForcibly();
            assertThat(one.waitFor(10, TimeUnit.SECONDS) && other.waitFor(10, TimeUnit.SECONDS))
                    .isTrue();
        }
        assertNothingIsLeftTo(state);
        assertThat(files(state)).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(usual);
    }

    @Test
    void aToolDiesAtItsDeadlineThoughRunnerAndEngineAreGone() throws Exception {
        Process runner = script(Duration.ofSeconds(5), folder.resolve("killed"), "sleep 621");
        await().atMost(SOON).until(() -> isRunning("sleep 621"));
        engine.kill();
        runner.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(20)).until(() -> engine.sandboxed().isEmpty());
        engine.startAgain(Map.of());
        assertNothingIsLeftTo(folder.resolve("killed"));
    }

    /** Nobody's end can be seen by anybody here: only the deadline, kept inside the sandbox, ends the tool. */
    @Test
    void aToolDiesAtItsDeadlineThoughRunnerAndEngineStandStill() throws Exception {
        Process runner = script(Duration.ofSeconds(5), folder.resolve("stopped"), "sleep 622");
        await().atMost(SOON).until(() -> isRunning("sleep 622"));
        ProcessHandle containerd = engine.containerd();
        List<ProcessHandle> all = List.of(runner.toHandle(), engine.engine(), containerd);
        for (ProcessHandle process : all) {
            HostProcesses.signal(process, "STOP");
        }
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> !isRunning("sleep 622"));
        } finally {
            runner.destroyForcibly();
            HostProcesses.signal(containerd, "CONT");
            HostProcesses.signal(engine.engine(), "CONT");
        }
        assertNothingIsLeftTo(folder.resolve("stopped"));
    }

    /** With the same directories, with others, and with the same ones on another engine. */
    @Test
    void livingRunnersLeaveEachOtherAlone() throws Exception {
        Path state = folder.resolve("s");
        Process here = RunnerProcess.start(engine.address(), state, LONG, true, "sleep 12; echo done");
        Process there =
                RunnerProcess.start("unix://" + TestHost.engineSocket(), state, LONG, true, "sleep 12; echo done");
        try {
            await().atMost(SOON)
                    .until(() -> isRunning("sleep 12") && sockets(state).size() == 4);
            reap(engine.address(), state);
            reap("unix://" + TestHost.engineSocket(), state);
            reap(engine.address(), folder.resolve("other"));
            assertThat(isRunning("sleep 12")).isTrue();
            assertThat(sockets(state)).hasSize(4);
            assertThat(new String(here.getInputStream().readAllBytes())).endsWith("OK\n");
            assertThat(new String(there.getInputStream().readAllBytes())).endsWith("OK\n");
        } finally {
            here.destroyForcibly();
            there.destroyForcibly();
        }
        assertNothingIsLeftTo(state);
    }

    /** Nobody outside can tell if it lives: its sandbox stays until nobody can need it any more. */
    @Test
    void aRunnerInAnotherPidNamespaceIsJudgedByItsDeadline() throws Exception {
        Path state = folder.resolve("contained");
        Process runner = RunnerProcess.start(
                engine.address(),
                state,
                LONG,
                true,
                "sleep 623",
                "unshare",
                "--pid",
                "--fork",
                "--mount-proc",
                "--kill-child");
        try {
            await().atMost(SOON).until(() -> isRunning("sleep 623"));
            reap(engine.address(), state);
            assertThat(isRunning("sleep 623")).isTrue();
        } finally {
            runner.destroyForcibly().waitFor();
        }
        await().atMost(SOON).until(() -> engine.sandboxed().isEmpty());
        reap(engine.address(), state);
        assertThat(engine.docker("ps", "-aq")).hasSize(1);
        Instant later = Instant.now().plus(Duration.ofMinutes(20));
        try (EngineConnection connection = connection(engine.address(), state, () -> later)) {
            assertThat(connection.reap()).hasSize(1);
        }
        assertNothingIsLeftTo(state);
    }

    private long untilItsEnd(Path state) throws Exception {
        long begin = System.nanoTime();
        Process process = script(state, "sleep 1");
        assertThat(new String(process.getInputStream().readAllBytes())).endsWith("OK\n");
        process.waitFor();
        return System.nanoTime() - begin;
    }

    private static Process script(Path state, String script) throws IOException {
        return script(LONG, state, script);
    }

    private static Process script(Duration wallTime, Path state, String script) throws IOException {
        return RunnerProcess.start(engine.address(), state, wallTime, true, script);
    }

    private static boolean isRunning(String command) {
        return engine.sandboxed().stream()
                .anyMatch(process -> HostProcesses.commandLine(process.pid()).equals(command + " "));
    }

    /** An engine may still be making what a runner asked for in its last moment: the next runner looks more than once. */
    private static void assertNothingIsLeftTo(Path state) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            reap(engine.address(), state);
            assertThat(engine.left()).isEmpty();
            assertThat(sockets(state)).isEmpty();
        });
    }

    private static void reap(String address, Path state) {
        try (EngineConnection connection = connection(address, state, InstantSource.system())) {
            connection.reap();
        }
    }

    private static EngineConnection connection(String address, Path state, InstantSource clock) {
        RunnerConfig config = TestHost.sharedConfig(state)
                .withSandbox(new SandboxSettings(address, null, Set.of(), 4, Duration.ofSeconds(10), List.of()));
        return new EngineConnection(RunnerAssembly.sandboxSettings(config, EngineDeadlines.DEFAULT), Map.of(), clock);
    }

    private static List<Path> sockets(Path state) {
        Path all = state.resolve("net");
        return files(all).stream().filter(path -> path.getParent().equals(all)).toList();
    }

    /** All but the audit log's own, which grows. */
    private static List<Path> files(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return new ArrayList<>(files.filter(path -> !path.equals(directory))
                    .filter(path -> !path.toString().endsWith(".jsonl"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
