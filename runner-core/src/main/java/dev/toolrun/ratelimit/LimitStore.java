package dev.toolrun.ratelimit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets and ceilings are kept. All demands of a call are checked and taken as one step: either every one of them
 * is met and taken, or none is touched. Implementations are thread-safe.
 */
public interface LimitStore {

    /**
     * Takes one call from every demand, or from none.
     *
     * @throws dev.toolrun.call.RunnerException if the store can't be read or written; nobody is let through then
     */
    Verdict take(List<Demand> demands);

    /**
     * What {@link #take} would answer now, without taking anything.
     *
     * @throws dev.toolrun.call.RunnerException if the store can't be read
     */
    Verdict peek(List<Demand> demands);

    /** One limit that a call counts against. */
    sealed interface Demand {
        /** Names the bucket or the counter in the store. */
        String key();
    }

    record BucketDemand(String key, Rate rate) implements Demand {}

    /**
     * @param maxCalls calls until {@code idle} has passed without one
     */
    record CeilingDemand(String key, long maxCalls, Duration idle) implements Demand {}

    /**
     * The answer to a set of demands.
     *
     * @param refusedBy the demand that could not be met, or null if all were
     * @param retryAfter when that demand could be met, or null if waiting does not help
     */
    record Verdict(@Nullable Demand refusedBy, @Nullable Duration retryAfter) {
        public static final Verdict ADMITTED = new Verdict(null, null);

        public boolean admitted() {
            return refusedBy == null;
        }
    }
}
