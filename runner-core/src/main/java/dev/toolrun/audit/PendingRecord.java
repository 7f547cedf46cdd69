package dev.toolrun.audit;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record on its way into the log. Guarded by whoever commits its group, then by the monitor of those who wait. */
final class PendingRecord {
    private final Map<String, ? extends @Nullable Object> fields;
    private long sequence;
    private boolean done;
    private @Nullable IOException failure;
    private @Nullable IllegalArgumentException refusal;

    PendingRecord(Map<String, ? extends @Nullable Object> fields) {
        this.fields = fields;
    }

    Map<String, ? extends @Nullable Object> fields() {
        return fields;
    }

    /** The number that it has if the group becomes durable. */
    void propose(long number) {
        sequence = number;
    }

    /** It is no record; the others of its group are not concerned. */
    void refuse(IllegalArgumentException why) {
        refusal = why;
        done = true;
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** What the group was written with is durable. */
    void confirm() {
        done = true;
    }

    /** Without effect on one that is done. */
    void fail(IOException why) {
        if (!done) {
            failure = why;
            done = true;
        }
    }

    boolean isDone() {
        return done;
    }

    /**
     * The sequence number of the durable record.
     *
     * @throws IllegalArgumentException if it is no record
     * @throws IOException if it is not durable
     */
    long sequence() throws IOException {
        if (refusal != null) {
            throw refusal;
        }
        if (failure != null) {
            throw failure;
        }
        return sequence;
    }
}
