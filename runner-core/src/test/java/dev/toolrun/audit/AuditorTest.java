package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.TestCalls;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import dev.toolrun.validation.ValidatedCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditorTest {
    private static final List<String> CONTRACT_FIELDS = List.of(
            "sequence",
            "event",
            "timestamp",
            "callId",
            "traceId",
            "userId",
            "actor",
            "roles",
            "role",
            "credential",
            "sessionId",
            "sourceIp",
            "toolId",
            "parameters",
            "result",
            "reason",
            "rule",
            "latencyMs",
            "errorMessage",
            "denialReason",
            "sandbox",
            "deadline",
            "returned");

    private final SettableClock clock = new SettableClock();
    private final FakeAuditLog log = new FakeAuditLog(clock);
    private final ToolDefinition tool = TestCalls.tool("mail", "secret");
    private final Auditor auditor = new Auditor(
            log,
            new ParameterRedaction(Map.of("*", Set.of("password")), new ToolCatalog(List.of(tool))),
            clock,
            Duration.ofSeconds(60));

    @Test
    void intentSaysWhoMayDoWhatUntilWhen() {
        RecordedCall recorded = auditor.intent(validated(Duration.ofMillis(2500)), Map.of("imageId", "sha256:1"));
        Instant deadline = SettableClock.START.plusMillis(62_500);
        assertThat(recorded.sequence()).isEqualTo(1);
        assertThat(recorded.deadline()).isEqualTo(deadline);
        Map<String, Object> record = onlyRecord();
        assertThat(record.keySet()).containsAll(CONTRACT_FIELDS);
        assertThat(record)
                .containsEntry("event", "intent")
                .containsEntry("callId", TestCalls.CALL_ID)
                .containsEntry("traceId", TestCalls.TRACE_ID)
                .containsEntry("userId", "alice")
                .containsEntry("actor", null)
                .containsEntry("roles", List.of("local", "other"))
                .containsEntry("role", "local")
                .containsEntry("credential", "peer")
                .containsEntry("sessionId", "s1")
                .containsEntry("toolId", "mail")
                .containsEntry("parameters", Map.of("to", "bob", "secret", "[redacted]", "password", "[redacted]"))
                .containsEntry("result", null)
                .containsEntry("reason", null)
                .containsEntry("rule", "permissions[0].roles.local")
                .containsEntry("sandbox", Map.of("imageId", "sha256:1"))
                .containsEntry("deadline", "2026-03-01T12:01:02.500Z")
                .containsEntry("returned", null);
    }

    @Test
    void outcomeSaysHowItEndedAndWhatWasReturned() {
        RecordedCall recorded = auditor.intent(validated(null), Map.of());
        clock.advance(Duration.ofMillis(1234));
        long sequence = auditor.outcome(
                recorded,
                result(new Outcome.Completed(Reason.OK, 0, null), "h\u00e4\n", ""),
                Map.of("containerId", "c1"));
        assertThat(sequence).isEqualTo(2);
        Map<String, Object> record = log.records().get(1);
        assertThat(record.keySet()).containsAll(CONTRACT_FIELDS);
        assertThat(record)
                .containsEntry("event", "outcome")
                .containsEntry("intent", 1)
                .containsEntry("result", "success")
                .containsEntry("reason", "ok")
                .containsEntry("latencyMs", 1234)
                .containsEntry("errorMessage", null)
                .containsEntry("sandbox", Map.of("containerId", "c1"))
                .containsEntry("limitsHit", List.of("pids"))
                .containsEntry("usage", Map.of("wallMs", 12, "cpuMs", 9, "peakMemoryBytes", 4096));
        assertThat(record).containsEntry("exitCode", 0).containsEntry("signal", null);
        assertThat(record.get("returned"))
                .isEqualTo(Map.of(
                        "structured",
                        Map.of("bytes", 7, "sha256", Sha256.ofUtf8("{\"a\":1}")),
                        "stdout",
                        Map.of("bytes", 4, "sha256", Sha256.ofUtf8("h\u00e4\n")),
                        "stderr",
                        Map.of("bytes", 0, "sha256", Sha256.ofUtf8("")),
                        "artifacts",
                        List.of(Map.of("name", "plot.png", "bytes", 3, "sha256", Sha256.hex(new byte[] {1, 2, 3})))));
    }

    @Test
    void whateverIsNotOkIsAnError() {
        RecordedCall recorded = auditor.intent(validated(null), Map.of());
        auditor.outcome(recorded, result(new Outcome.Completed(Reason.NONZERO_EXIT, 3, null), "", ""), Map.of());
        auditor.outcome(recorded, result(new Outcome.Stopped(Reason.TIMEOUT, null, null, true), "", ""), Map.of());
        var lost = new Outcome.Failed(Reason.ENGINE_LOST, "The engine was lost.", "Look at it.", null);
        auditor.outcome(recorded, result(lost, "", ""), Map.of());
        assertThat(log.records().subList(1, 4))
                .allSatisfy(record -> assertThat(record).containsEntry("result", "error"));
        assertThat(log.records().get(3))
                .containsEntry("reason", "engine_lost")
                .containsEntry("errorMessage", "The engine was lost.");
    }

    @Test
    void refusalOfAnUnknownCallerHasNullsInsteadOfClaims() {
        ToolCall call = ToolCall.ofJson("mail", "{");
        CallFacts facts = new CallFacts("c", "t", clock.instant(), call, null, null, null, null, null, null);
        clock.advance(Duration.ofMillis(5));
        var rejection = Rejection.of(Layer.AUTHENTICATION, Reason.UNAUTHENTICATED, "Who are you?", "authentication");
        assertThat(auditor.refused(facts, rejection)).isEqualTo(1);
        Map<String, Object> record = onlyRecord();
        assertThat(record.keySet()).containsAll(CONTRACT_FIELDS);
        assertThat(record)
                .containsEntry("event", "refused")
                .containsEntry("userId", null)
                .containsEntry("roles", null)
                .containsEntry("parameters", null)
                .containsEntry("result", "denied")
                .containsEntry("reason", "unauthenticated")
                .containsEntry("rule", "authentication")
                .containsEntry("denialReason", "Who are you?")
                .containsEntry("latencyMs", 5);
    }

    @Test
    void refusalCanNotFloodTheLog() {
        ToolCall call = ToolCall.of("x".repeat(1_000_000), Map.of()).withSession("y".repeat(1_000_000));
        CallFacts facts =
                new CallFacts("c", "t", clock.instant(), call, null, null, "y".repeat(1_000_000), null, Map.of(), null);
        auditor.refused(facts, Rejection.invalidArguments("Too long.", "request.label", List.of()));
        assertThat(onlyRecord().toString().length()).isLessThan(2000);
    }

    @Test
    void failureWithoutAnIntentIsAnOutcome() {
        ToolCall call = ToolCall.of("mail", Map.of("secret", 1));
        var principal = new Principal(Principal.LOCAL, "alice", List.of("bot"), List.of("local"), "local");
        CallFacts facts = new CallFacts(
                "c",
                "t",
                clock.instant(),
                call,
                principal,
                "apiKey:0123456789",
                null,
                "rule",
                Map.of("secret", 1),
                null);
        auditor.ended(
                facts, result(new Outcome.Failed(Reason.ENGINE_UNAVAILABLE, "No engine.", "Start it.", false), "", ""));
        assertThat(onlyRecord())
                .containsEntry("event", "outcome")
                .containsEntry("result", "error")
                .containsEntry("reason", "engine_unavailable")
                .containsEntry("actor", "bot")
                .containsEntry("credential", "apiKey:0123456789")
                .containsEntry("errorMessage", "No engine.")
                .containsEntry("parameters", Map.of("secret", "[redacted]"))
                .containsEntry("deadline", null);
    }

    @Test
    void unavailableLogSaysWhetherTheToolWasStarted() {
        ValidatedCall call = validated(null);
        RecordedCall recorded = auditor.intent(call, Map.of());
        log.setFailing(true);
        ToolResult result = result(new Outcome.Completed(Reason.OK, 0, null), "", "");
        assertThat(failure(() -> auditor.intent(call, Map.of())).started()).isFalse();
        RunnerException afterwards = failure(() -> auditor.outcome(recorded, result, Map.of()));
        assertThat(afterwards.started()).isTrue();
        assertThat(afterwards.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(afterwards.hint()).isNotEmpty();
    }

    @Test
    void clockSetBackMakesNoNegativeLatency() {
        RecordedCall recorded = auditor.intent(validated(null), Map.of());
        clock.advance(Duration.ofHours(-1));
        auditor.outcome(recorded, result(new Outcome.Completed(Reason.OK, 0, null), "", ""), Map.of());
        assertThat(log.records().get(1)).containsEntry("latencyMs", 0);
    }

    private static RunnerException failure(Runnable work) {
        return catchThrowableOfType(RunnerException.class, work::run);
    }

    private ValidatedCall validated(Duration wallTime) {
        ToolCall call = ToolCall.of("mail", Map.of("to", "bob", "secret", "x", "password", "y"))
                .withSession("s1")
                .withWallTime(wallTime);
        return ValidatedCalls.of(TestCalls.authorized(tool, "alice", call, clock.instant()));
    }

    private static ToolResult result(Outcome outcome, String stdout, String stderr) {
        return new ToolResult(
                TestCalls.CALL_ID,
                TestCalls.TRACE_ID,
                "mail",
                outcome,
                List.of("pids"),
                new CapturedText(stdout, 100, true, 96),
                new CapturedText(stderr, 0, false, 0),
                Map.of("a", 1),
                List.of(Artifact.of("plot.png", "image/png", new byte[] {1, 2, 3})),
                List.of(),
                false,
                new Usage(12L, 9L, 4096L),
                null,
                null,
                null);
    }

    private Map<String, Object> onlyRecord() {
        assertThat(log.records()).hasSize(1);
        return log.records().get(0);
    }
}
