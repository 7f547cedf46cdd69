package dev.toolrun.telemetry;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what calls do, and has no say in it. Implementations are thread-safe and answer at once: they never wait for a
 * network or a disk. What they throw is caught and does not reach the call.
 */
public interface Telemetry extends AutoCloseable {
    /** Hears nothing. */
    Telemetry NONE = begin -> Observation.NONE;

    /** A call has come in. */
    Observation callBegins(CallBegin begin);

    /**
     * An attempt to append a record to the audit log is over.
     *
     * @param durable whether the record is in the log
     */
    default void auditAppended(Duration took, boolean durable) {}

    /**
     * A quantity that can be looked at until this is closed.
     *
     * @param now its value at the moment; may be called by any thread at any time
     */
    default void watch(Level level, IntSupplier now) {}

    /** No more calls come. Does not wait until everything is sent. */
    @Override
    default void close() {}

    /** One call. Used by one thread. */
    interface Observation {
        Observation NONE = end -> {};

        /** The id of the trace that the call is part of, 32 hexadecimal digits; null if it is part of none. */
        default @Nullable String traceId() {
            return null;
        }

        /** The call is over; called once. */
        void ended(CallEnd end);
    }
}
