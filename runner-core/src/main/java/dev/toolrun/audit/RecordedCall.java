package dev.toolrun.audit;

import dev.toolrun.validation.ValidatedCall;
import java.time.Instant;

/** A call whose intent is durable in the audit log, so that it may run. Made by {@link Auditor} only. */
public final class RecordedCall {
    private final ValidatedCall validated;
    private final long sequence;
    private final Instant deadline;

    RecordedCall(ValidatedCall validated, long sequence, Instant deadline) {
        this.validated = validated;
        this.sequence = sequence;
        this.deadline = deadline;
    }

    public ValidatedCall validated() {
        return validated;
    }

    /** The sequence number of the intent. */
    public long sequence() {
        return sequence;
    }

    /** After this instant an intent without an outcome counts as unknown. */
    public Instant deadline() {
        return deadline;
    }
}
