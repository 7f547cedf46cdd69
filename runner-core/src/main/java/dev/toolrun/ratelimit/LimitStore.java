package dev.toolrun.ratelimit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets and ceilings are kept. All demands of a call are checked and taken as one step: either every one of them
 * is met and taken, or none is touched. Nobody fills it at the cost of others: what one holder may have in it is bounded.
 * Implementations are thread-safe.
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
     * @throws dev.toolrun.call.RunnerException if the store can't be read, or if {@link #take} could not write it
     */
    Verdict peek(List<Demand> demands);

    /** One limit that a call counts against. */
    sealed interface Demand {
        /** Names the bucket or the counter in the store, in a few dozen characters. */
        String key();

        /** Whose it is, if it is a session's; there is no end to these. Null for the others. */
        @Nullable
        String holder();
    }

    record BucketDemand(String key, @Nullable String holder, Rate rate) implements Demand {
        BucketDemand(String key, Rate rate) {
            this(key, null, rate);
        }
    }

    /**
     * @param maxCalls calls until {@code idle} has passed without one
     */
    record CeilingDemand(String key, @Nullable String holder, long maxCalls, Duration idle) implements Demand {
        CeilingDemand(String key, long maxCalls, Duration idle) {
            this(key, null, maxCalls, idle);
        }
    }

    /**
     * The answer to a set of demands.
     *
     * @param refusedBy the demand that could not be met, or null if all were
     * @param retryAfter when that demand could be met, or null if waiting does not help
     * @param tooMany whether it was not met because its holder has as many as one may have
     */
    record Verdict(@Nullable Demand refusedBy, @Nullable Duration retryAfter, boolean tooMany) {
        public static final Verdict ADMITTED = new Verdict(null, null);

        Verdict(@Nullable Demand refusedBy, @Nullable Duration retryAfter) {
            this(refusedBy, retryAfter, false);
        }

        public boolean admitted() {
            return refusedBy == null;
        }

        /** Of two answers, the refusal; of two refusals, the one that takes longer. */
        Verdict and(Verdict other) {
            return isLongerThan(other) ? this : other;
        }

        private boolean isLongerThan(Verdict other) {
            if (admitted() || other.admitted()) {
                return other.admitted();
            }
            Duration otherWait = other.retryAfter();
            return otherWait != null && (retryAfter == null || retryAfter.compareTo(otherWait) > 0);
        }
    }
}
