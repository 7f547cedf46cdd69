package dev.toolrun.audit;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts every call on record: its intent before a sandbox is given the call, its ending before anyone is answered. Methods
 * return when the record is durable. Thread-safe.
 */
public final class Auditor {
    static final String INTENT = "intent";
    static final String OUTCOME = "outcome";
    static final String REFUSED = "refused";
    static final String REPLAYED = "replayed";

    private final AuditLog log;
    private final CallRecords records;
    private final InstantSource clock;
    private final Duration grace;

    /**
     * @param grace how much longer than its wall time a call may take before its missing outcome counts as unknown: time to
     *     start a sandbox, and to write the outcome
     */
    public Auditor(AuditLog log, ParameterRedaction redaction, InstantSource clock, Duration grace) {
        this.log = log;
        this.records = new CallRecords(redaction, clock);
        this.clock = clock;
        this.grace = grace;
    }

    /**
     * Records that a call is about to run.
     *
     * @param sandboxPlan what the sandbox is asked to be, as JSON values
     * @throws RunnerException with {@code audit_unavailable} if the record is not durable; the call may not run then
     */
    public RecordedCall intent(ValidatedCall call, Map<String, ? extends @Nullable Object> sandboxPlan) {
        Instant deadline =
                clock.instant().plus(call.limits().wallTime()).plus(grace).truncatedTo(ChronoUnit.MILLIS);
        Map<String, @Nullable Object> record = records.of(INTENT, facts(call, null));
        record.put("sandbox", sandboxPlan);
        record.put("deadline", RecordLine.timestamp(deadline));
        return new RecordedCall(call, append(record, false), deadline);
    }

    /**
     * Records that a layer refused a call; its only record.
     *
     * @return the record's sequence number
     * @throws RunnerException with {@code audit_unavailable} if the record is not durable
     */
    public long refused(CallFacts facts, Rejection rejection) {
        Map<String, @Nullable Object> record = records.of(REFUSED, facts);
        records.putEnding(record, facts, "denied", rejection.reason());
        record.put("rule", rejection.rule());
        record.put("denialReason", rejection.message());
        return append(record, false);
    }

    /**
     * Records how a call ended that has an intent, and what is returned of it.
     *
     * @param sandboxFacts what the sandbox was, with the container's id, as JSON values
     * @return the record's sequence number
     * @throws RunnerException with {@code audit_unavailable} if the record is not durable
     */
    public long outcome(RecordedCall call, ToolResult result, Map<String, ? extends @Nullable Object> sandboxFacts) {
        CallFacts facts = facts(call.validated(), call);
        Map<String, @Nullable Object> record = records.of(OUTCOME, facts);
        records.putEnding(record, facts, result.reason() == Reason.OK ? "success" : "error", result.reason());
        if (result.outcome() instanceof Outcome.Failed failed) {
            record.put("errorMessage", failed.message());
        }
        record.put("sandbox", sandboxFacts);
        records.putResult(record, facts.call().tool(), result);
        return append(record, result.started());
    }

    /**
     * Records that nothing ran for a call, since it ran before, for the same execution key.
     *
     * @param earlierCall the id of the call that ran
     * @return the record's sequence number
     * @throws RunnerException with {@code audit_unavailable} if the record is not durable
     */
    public long replayed(ValidatedCall call, ToolResult result, String earlierCall) {
        CallFacts facts = facts(call, null);
        Map<String, @Nullable Object> record = records.of(REPLAYED, facts);
        records.putEnding(record, facts, result.reason() == Reason.OK ? "success" : "error", result.reason());
        record.put("replayOf", earlierCall);
        return append(record, result.started());
    }

    /**
     * Records how a call ended of which there is nothing to return: it failed, or was cancelled before its tool was started.
     *
     * @return the record's sequence number
     * @throws RunnerException with {@code audit_unavailable} if the record is not durable
     */
    public long ended(CallFacts facts, ToolResult result) {
        Map<String, @Nullable Object> record = records.of(OUTCOME, facts);
        records.putEnding(record, facts, "error", result.reason());
        record.put("errorMessage", result.message());
        return append(record, result.started());
    }

    /**
     * Asks whether a call could be put on record now, without doing so.
     *
     * @throws RunnerException with {@code audit_unavailable} if not
     */
    public void requireWritable() {
        log.requireWritable();
    }

    private static CallFacts facts(ValidatedCall call, @Nullable RecordedCall intent) {
        DecodedCall decoded = call.decoded();
        return new CallFacts(
                decoded.callId(),
                decoded.traceId(),
                decoded.receivedAt(),
                decoded.call(),
                call.principal(),
                call.credential(),
                call.session(),
                call.rule(),
                call.arguments(),
                intent);
    }

    /** The log does not know whether the tool was started; whoever retries must. */
    private long append(Map<String, @Nullable Object> record, @Nullable Boolean started) {
        try {
            return log.append(record);
        } catch (RunnerException e) {
            throw new RunnerException(e.reason(), e.getMessage(), e.hint(), started, e);
        }
    }
}
