package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.call.CheckReport;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Status;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.files.ProcessLock;
import dev.toolrun.json.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At most one run for one key, through all layers; only the container is not real. */
class ExecutionKeysTest {
    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock();
    private final FakeAuditLog log = new FakeAuditLog(clock);
    private final FakeSandbox sandbox = new FakeSandbox();

    @Test
    void aRepeatRunsNothingAndSaysHowItEnded() {
        sandbox.endsWith(() -> new Outcome.Completed(Reason.NONZERO_EXIT, 3, null));
        ToolResult first = runner("alice").run(call("k", Map.of("a", 1, "b", 2)));
        ToolResult repeat = runner("alice").run(call("k", Map.of("b", 2, "a", 1)));
        assertThat(sandbox.ran()).hasSize(1);
        assertThat(first.replayed()).isFalse();
        assertThat(repeat.replayed()).isTrue();
        assertThat(repeat.reason()).isEqualTo(Reason.NONZERO_EXIT);
        assertThat(repeat.started()).isTrue();
        assertThat(repeat.stdout().text()).isEmpty();
        assertThat(repeat.stdout().bytes()).isEqualTo(first.stdout().bytes());
        assertThat(repeat.stdout().sha256()).hasSize(64);
        assertThat(ResultJson.toMap(repeat)).containsEntry("exitCode", 3).containsEntry("replayed", true);
        assertThat(log.records()).extracting(r -> r.get("event")).containsExactly("intent", "outcome", "replayed");
        assertThat(log.records().get(2))
                .containsEntry("replayOf", first.callId())
                .containsEntry("result", "error");
    }

    @Test
    void withoutAKeyEveryCallRuns() {
        runner("alice").run(call(null, Map.of()));
        runner("alice").run(call(null, Map.of()));
        assertThat(sandbox.ran()).hasSize(2);
    }

    @Test
    void theKeyOfAnotherCallIsRefused() {
        runner("alice").run(call("k", Map.of("a", 1)));
        ToolResult other = runner("alice").run(call("k", Map.of("a", 2)));
        assertThat(other.reason()).isEqualTo(Reason.DUPLICATE_KEY);
        assertThat(((Outcome.Refused) other.outcome()).rejection().layer()).isEqualTo(Layer.VALIDATION);
        assertThat(other.reason().exitCode()).isEqualTo(5);
        ToolResult otherTool =
                runner("alice").run(ToolCall.of("other", Map.of("a", 1)).withKey("k"));
        assertThat(otherTool.reason()).isEqualTo(Reason.DUPLICATE_KEY);
        assertThat(sandbox.ran()).hasSize(1);
    }

    @Test
    void aKeyBelongsToItsPrincipal() {
        runner("alice").run(call("k", Map.of("a", 1)));
        ToolResult bobs = runner("bob").run(call("k", Map.of("a", 2)));
        assertThat(bobs.replayed()).isFalse();
        assertThat(bobs.reason()).isEqualTo(Reason.OK);
        assertThat(sandbox.ran()).hasSize(2);
    }

    @Test
    void aRepeatIsAuthorizedAgain() {
        runner("alice").run(call("k", Map.of()));
        ToolResult mallory = runner("mallory").run(call("k", Map.of()));
        assertThat(mallory.reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(mallory.replayed()).isFalse();
    }

    @Test
    void aCallThatSurelyDidNotStartLeavesItsKeyFree() {
        sandbox.endsWith(() -> {
            throw RunnerException.beforeStart(Reason.ENGINE_UNAVAILABLE, "No engine.", "Start it.", null);
        });
        assertThat(runner("alice").run(call("k", Map.of())).reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE);
        sandbox.endsWith(() -> new Outcome.Completed(Reason.OK, 0, null));
        ToolResult retry = runner("alice").run(call("k", Map.of()));
        assertThat(retry.reason()).isEqualTo(Reason.OK);
        assertThat(retry.replayed()).isFalse();
    }

    @Test
    void aCallThatMayHaveStartedIsNotRunAgain() {
        sandbox.endsWith(() -> {
            throw new RunnerException(Reason.ENGINE_LOST, "Lost.", "Hint.", null, null);
        });
        runner("alice").run(call("k", Map.of()));
        ToolResult repeat = runner("alice").run(call("k", Map.of()));
        assertThat(repeat.replayed()).isTrue();
        assertThat(repeat.reason()).isEqualTo(Reason.ENGINE_LOST);
        assertThat(repeat.started()).isNull();
        assertThat(sandbox.ran()).hasSize(1);
    }

    @Test
    void afterACrashInBetweenNobodyKnows() {
        sandbox.endsWith(() -> {
            throw new OutOfMemoryError("the runner dies");
        });
        try {
            runner("alice").run(call("k", Map.of()));
        } catch (OutOfMemoryError e) {
            assertThat(e).hasMessage("the runner dies");
        }
        sandbox.endsWith(() -> new Outcome.Completed(Reason.OK, 0, null));
        ToolResult repeat = runner("alice").run(call("k", Map.of()));
        assertThat(repeat.reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(repeat.status()).isEqualTo(Status.FAILED);
        assertThat(repeat.started()).isNull();
        assertThat(sandbox.ran()).hasSize(1);
    }

    @Test
    void aCheckSaysWhatARepeatWouldBeToldAndWritesNothing() throws IOException {
        check(Reason.OK, call("k", Map.of("a", 1)));
        assertThat(state.resolve("executions")).doesNotExist();
        sandbox.endsWith(() -> new Outcome.Completed(Reason.NONZERO_EXIT, 3, null));
        runner("alice").run(call("k", Map.of("a", 1)));
        String before = written();
        clock.advance(Duration.ofMinutes(1));
        CheckReport repeat = check(Reason.NONZERO_EXIT, call("k", Map.of("a", 1)));
        assertThat(repeat.result().replayed()).isTrue();
        assertThat(repeat.result().stdout().bytes()).isEqualTo(7);
        assertThat(repeat.verdicts()).allMatch(CheckReport.Verdict::permitted);
        assertThat(keyVerdict(repeat).message()).contains("nothing would run");
        CheckReport other = check(Reason.DUPLICATE_KEY, call("k", Map.of("a", 2)));
        assertThat(keyVerdict(other).permitted()).isFalse();
        check(Reason.OK, call("new", Map.of()));
        assertThat(runner("bob").check(call("k", Map.of("a", 1))).result().replayed())
                .isFalse();
        assertThat(sandbox.ran()).hasSize(1);
        assertThat(log.records()).hasSize(2);
        assertThat(written()).isEqualTo(before);
        agree(call("k", Map.of("a", 1)));
        agree(call("k", Map.of("a", 2)));
        agree(ToolCall.of("other", Map.of("a", 1)).withKey("k"));
        clock.advance(ExecutionKeys.REMEMBERED);
        agree(call("k", Map.of("a", 2)));
    }

    @Test
    void aCheckTellsACallUnderWayFromOneThatBrokeOff() {
        sandbox.endsWith(() -> {
            CheckReport report = check(Reason.OK, call("k", Map.of()));
            assertThat(keyVerdict(report).message()).contains("under way");
            throw new OutOfMemoryError("the runner dies");
        });
        assertThatThrownBy(() -> runner("alice").run(call("k", Map.of()))).hasMessage("the runner dies");
        assertThat(keyVerdict(check(Reason.UNKNOWN, call("k", Map.of()))).permitted())
                .isFalse();
        agree(call("k", Map.of()));
        assertThat(sandbox.ran()).hasSize(1);
    }

    private CheckReport check(Reason reason, ToolCall call) {
        CheckReport report = runner("alice").check(call);
        assertThat(report.result().reason()).isEqualTo(reason);
        return report;
    }

    private void agree(ToolCall call) {
        ToolResult checked = runner("alice").check(call).result();
        ToolResult ran = runner("alice").run(call);
        assertThat(checked.reason())
                .isEqualTo(ran.reason() == Reason.NONZERO_EXIT && !ran.replayed() ? Reason.OK : ran.reason());
        assertThat(checked.message()).isEqualTo(ran.message());
        assertThat(checked.replayed()).isEqualTo(ran.replayed());
    }

    private static CheckReport.Verdict keyVerdict(CheckReport report) {
        return report.verdicts().stream()
                .filter(verdict -> "key".equals(verdict.level()))
                .findFirst()
                .orElseThrow();
    }

    /** All that is kept of keys, and since when. */
    private String written() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(state.resolve("executions"))) {
            for (Path file : files.sorted().toList()) {
                all.append(file).append(Files.getLastModifiedTime(file)).append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void aRepeatThatWaitsCanBeCancelled() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        sandbox.endsWith(() -> {
            runs.countDown();
            await(mayEnd);
            return new Outcome.Completed(Reason.OK, 0, null);
        });
        Thread first = new Thread(() -> runner("alice").run(call("k", Map.of())));
        first.start();
        runs.await();
        Thread here = Thread.currentThread();
        new Thread(here::interrupt).start();
        ToolResult repeat = runner("alice").run(call("k", Map.of()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(repeat.reason()).isEqualTo(Reason.CANCELLED);
        assertThat(repeat.started()).isFalse();
        assertThat(repeat.replayed()).isFalse();
        assertThat(log.records())
                .last()
                .satisfies(record -> assertThat(record)
                        .containsEntry("event", "outcome")
                        .containsEntry("reason", "cancelled")
                        .containsEntry("callId", repeat.callId())
                        .doesNotContainKey("intent"));
        mayEnd.countDown();
        first.join();
        assertThat(runner("alice").run(call("k", Map.of())).replayed()).isTrue();
        assertThat(sandbox.ran()).hasSize(1);
    }

    @Test
    void theReplayOfACancelledCallIsNotItselfCancelled() {
        sandbox.endsWith(() -> new Outcome.Stopped(Reason.CANCELLED, null, null, true));
        runner("alice").run(call("k", Map.of()));
        assertThat(Thread.interrupted()).isTrue();
        ToolResult repeat = runner("alice").run(call("k", Map.of()));
        assertThat(repeat.reason()).isEqualTo(Reason.CANCELLED);
        assertThat(repeat.replayed()).isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aCancelledCallLeavesItsThreadInterruptedAlsoWhereItCantBePutOnRecord() {
        sandbox.endsWith(() -> {
            log.setFailing(true);
            return new Outcome.Stopped(Reason.CANCELLED, null, null, true);
        });
        assertThat(runner("alice").run(call("k", Map.of())).reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aKeyIsForgottenAfterADay() throws IOException {
        runner("alice").run(call("k", Map.of("a", 1)));
        clock.advance(ExecutionKeys.REMEMBERED.minusSeconds(1));
        assertThat(runner("alice").run(call("k", Map.of("a", 1))).replayed()).isTrue();
        clock.advance(Duration.ofHours(2));
        Files.createFile(state.resolve("executions/left-by-a-killed-process" + ProcessLock.OPENING));
        runner("alice").run(call("other", Map.of()));
        try (var files = Files.list(state.resolve("executions"))) {
            assertThat(files).hasSize(2);
        }
        assertThat(runner("alice").run(call("k", Map.of("a", 2))).replayed()).isFalse();
    }

    @Test
    void whatCantBeReadRunsNothing() throws IOException {
        runner("alice").run(call("k", Map.of()));
        try (var files = Files.list(state.resolve("executions"))) {
            Path record = files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(record, "{\"fingerprint\":");
        }
        ToolResult repeat = runner("alice").run(call("k", Map.of()));
        assertThat(repeat.reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(repeat.message()).doesNotContain(state.toString());
        assertThat(sandbox.ran()).hasSize(1);
    }

    @Test
    void manyAtOnceRunOnce() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Callable<ToolResult>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            // each with a runner of its own, as in processes of their own
            calls.add(() -> runner("alice").run(call("k", Map.of())));
        }
        int ran = 0;
        for (Future<ToolResult> each : threads.invokeAll(calls)) {
            assertThat(each.get().reason()).isEqualTo(Reason.OK);
            ran += each.get().replayed() ? 0 : 1;
        }
        threads.shutdown();
        assertThat(ran).isEqualTo(1);
        assertThat(sandbox.ran()).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ToolCall call(String key, Map<String, Object> arguments) {
        return ToolCall.of("tool", arguments).withKey(key);
    }

    private ToolRunner runner(String user) {
        return KeyedRunner.of(state, user, clock, log, sandbox);
    }
}
