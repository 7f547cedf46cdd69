package dev.toolrun;

import static dev.toolrun.GvisorEngine.MISSING;
import static dev.toolrun.GvisorEngine.RUNSC;
import static dev.toolrun.GvisorEngine.WITHOUT_SECCOMP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.Finding;
import dev.toolrun.sandbox.HostLimit;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** gVisor, really run, by an engine of the tests' own in which it is registered, with and without seccomp. */
@RequiresEngine
@ExtendWith(GvisorEngine.class)
class RuntimesIT {
    @TempDir
    private static Path state;

    private static TestEngine engine;

    @BeforeAll
    static void take(TestEngine shared) {
        engine = shared;
    }

    @Test
    void whatIsNotEnforcedRefusesTheCallByName() {
        ToolResult result = run(config("refused", RUNSC, Set.of()), shell("echo must not run"));
        assertThat(result.reason()).isEqualTo(Reason.LIMIT_NOT_ENFORCED);
        assertThat(result.started()).isFalse();
        String message = ((Outcome.Failed) result.outcome()).message();
        assertThat(MISSING).allSatisfy(limit -> assertThat(message).contains(limit));
        assertThat(message).doesNotContain("seccomp", "openFiles", "fileSize");
        assertThat(left()).isEmpty();
    }

    @Test
    void whatMayBeMissingByNameIsReportedAndOnRecord() throws IOException {
        RunnerConfig config = config("allowed", RUNSC, MISSING);
        ToolResult result = run(config, shell("dmesg 2>&1 | head -1; echo $((6*7))"));
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).endsWith("42\n");
        assertThat(result.sandbox().runtime()).isEqualTo(RUNSC);
        assertThat(result.sandbox().unenforced()).containsExactlyInAnyOrderElementsOf(MISSING);
        assertThat(result.usage().cpuMs()).isNull();
        assertThat(lastRecord(config)).containsEntry("event", "outcome");
        Map<?, ?> sandbox = (Map<?, ?>) lastRecord(config).get("sandbox");
        assertThat(Set.copyOf((List<?>) sandbox.get("unenforced"))).isEqualTo(MISSING);
    }

    @Test
    void oneThatIsNotNamedIsEnoughToRefuse() {
        ToolResult result =
                run(config("one", RUNSC, Set.of("memory", "cpus", "cpuTime", "scratchFiles")), shell("true"));
        assertThat(result.reason()).isEqualTo(Reason.LIMIT_NOT_ENFORCED);
        assertThat(((Outcome.Failed) result.outcome()).message()).endsWith("on this host: pids.");
    }

    @Test
    void aProfileThatIsNotAppliedIsFoundOut() {
        ToolResult result = run(config("loose", WITHOUT_SECCOMP, MISSING), shell("true"));
        assertThat(result.reason()).isEqualTo(Reason.LIMIT_NOT_ENFORCED);
        assertThat(((Outcome.Failed) result.outcome()).message()).endsWith("on this host: seccomp.");
    }

    /** What is claimed not to be missing is tried by a tool as well. */
    @Test
    void whatIsInForceUnderGvisorHolds() {
        ToolResult result = run(config("inside", RUNSC, MISSING), ToolCall.of("python", Map.of("code", """
                import ctypes, errno, os, resource, socket
                libc = ctypes.CDLL(None, use_errno=True)
                for name, number in (('ptrace', 101), ('unshare', 272), ('keyctl', 250), ('io_uring_setup', 425)):
                    assert libc.syscall(number, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() in (1, 38), name
                for family in (2, 10, 16, 17, 38, 40):
                    try:
                        socket.socket(family, socket.SOCK_STREAM)
                        print('socket family', family)
                    except OSError:
                        pass
                kept = []
                try:
                    while len(kept) < 5000:
                        kept.append(open('/dev/null'))
                except OSError as e:
                    print(e.errno == errno.EMFILE and len(kept) < 1024)
                for f in kept: f.close()
                written = 0
                try:
                    for i in range(40):
                        with open('/workspace/%d' % i, 'wb') as f:
                            for j in range(64):
                                written += f.write(bytes(65536))
                                f.flush()
                except OSError as e:
                    print(e.errno == errno.ENOSPC and written <= 64 << 20)
                print(os.getresuid(), os.path.exists('/proc/1/mem') and 'dumpable')
                """)));
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).matches("True\nTrue\n\\((6[01]\\d{3}), \\1, \\1\\)[^\n]*\n");
    }

    @Test
    void theDeadlineHoldsUnderGvisor() {
        ToolResult result = run(
                config("deadline", RUNSC, MISSING),
                shell("echo started; trap '' TERM; while :; do :; done").withWallTime(Duration.ofMillis(700)));
        assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(result.stdout().text()).isEqualTo("started\n");
        assertThat(left()).isEmpty();
    }

    /** There the first process is not shielded from the tool's signals: no trailer, no success. */
    @Test
    void aToolThatEndsTheFirstProcessIsNoSuccess() {
        ToolResult result = run(config("kill", RUNSC, MISSING), shell("kill -9 1; sleep 1; echo still here"));
        assertThat(result.reason()).isIn(Reason.SANDBOX_ERROR, Reason.OK);
        if (result.reason() == Reason.OK) {
            assertThat(result.stdout().text()).isEqualTo("still here\n");
        }
    }

    @Test
    void aToolMayAskForMoreIsolationAndNeverGetsLess() {
        ToolDefinition any = TestHost.config(state.resolve("any")).tools().find("shell");
        RunnerConfig onRunc = config("stricter", "runc", MISSING).withTools(List.of(asking(any, RUNSC)));
        assertThat(run(onRunc, shell("true")).sandbox().runtime()).isEqualTo(RUNSC);
        RunnerConfig onRunsc = config("weaker", RUNSC, MISSING).withTools(List.of(asking(any, "runc")));
        assertThat(run(onRunsc, shell("true")).sandbox().runtime()).isEqualTo(RUNSC);
    }

    @Test
    void aRuntimeThatTheEngineDoesNotHaveFailsTheCall() {
        ToolResult result = run(config("kata", "kata", Set.of()), shell("true"));
        assertThat(result.reason()).isEqualTo(Reason.SANDBOX_ERROR);
        assertThat(result.started()).isFalse();
    }

    @Test
    void anExaminationSaysOneSentenceForEachWeakness() {
        ToolDefinition any = TestHost.config(state.resolve("doctors")).tools().find("shell");
        RunnerConfig config = config("doctor", "runc", Set.of("memory")).withTools(List.of(asking(any, RUNSC)));
        try (Host host = Host.open(config)) {
            List<Finding> findings = host.examine();
            assertThat(findings)
                    .filteredOn(finding -> finding.subject().equals("runc"))
                    .extracting(Finding::level)
                    .contains(Finding.Level.OK)
                    .doesNotContain(Finding.Level.FAILED);
            List<Finding> ofRunsc = findings.stream()
                    .filter(finding -> finding.subject().equals(RUNSC))
                    .toList();
            assertThat(ofRunsc).hasSameSizeAs(MISSING);
            for (Finding finding : ofRunsc) {
                boolean allowed = finding.sentence().startsWith(HostLimit.MEMORY.weakness());
                assertThat(finding.level()).isEqualTo(allowed ? Finding.Level.WEAK : Finding.Level.FAILED);
            }
        }
    }

    private static RunnerConfig config(String name, String runtime, Set<String> allowed) {
        return TestHost.config(state.resolve(name))
                .withSandbox(
                        new SandboxSettings(engine.address(), runtime, allowed, 4, Duration.ofSeconds(30), List.of()));
    }

    private static ToolDefinition asking(ToolDefinition tool, String runtime) {
        return SampleTool.like(tool).runtime(runtime).definition();
    }

    private static ToolCall shell(String script) {
        return ToolCall.of("shell", Map.of("script", script));
    }

    private static ToolResult run(RunnerConfig config, ToolCall call) {
        try (ToolRunner runner = ToolRunner.open(config)) {
            return runner.run(call);
        }
    }

    /** What the engine still has, other tests' sandboxes that are just being removed aside. */
    private static List<String> left() {
        for (int looks = 0; looks < 50 && !engine.docker("ps", "-aq").isEmpty(); looks++) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        return engine.docker("ps", "-aq");
    }

    private static Map<String, Object> lastRecord(RunnerConfig config) throws IOException {
        try (var segments = Files.list(config.auditDirectory())) {
            Path last = segments.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .reduce((a, b) -> b)
                    .orElseThrow();
            List<String> lines = Files.readAllLines(last);
            return Json.parseObject(lines.get(lines.size() - 1));
        }
    }
}
