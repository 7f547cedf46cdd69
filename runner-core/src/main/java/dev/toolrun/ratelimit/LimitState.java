package dev.toolrun.ratelimit;

import dev.toolrun.ratelimit.LimitStore.BucketDemand;
import dev.toolrun.ratelimit.LimitStore.CeilingDemand;
import dev.toolrun.ratelimit.LimitStore.Demand;
import dev.toolrun.ratelimit.LimitStore.Verdict;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The buckets that are not full, and the ceilings whose session lives. The arithmetic is Bucket4j's. Not thread-safe. */
final class LimitState {
    private final LimitClock clock;
    private final Map<String, BucketState> buckets;
    private final Map<String, Ceiling> ceilings;
    private boolean reconfigured;

    /**
     * The calls of one session.
     *
     * @param lastCall by {@link LimitClock}, in nanoseconds
     * @param idle how long after the last call the session ends, in nanoseconds
     */
    record Ceiling(long calls, long lastCall, long idle) {
        boolean isOver(long now, long afterIdle) {
            return now - lastCall >= afterIdle;
        }
    }

    LimitState() {
        this(new LimitClock(0, 0), new HashMap<>(), new HashMap<>());
    }

    LimitState(LimitClock clock, Map<String, BucketState> buckets, Map<String, Ceiling> ceilings) {
        this.clock = clock;
        this.buckets = buckets;
        this.ceilings = ceilings;
    }

    Verdict take(List<Demand> demands, Instant wallClock) {
        Verdict verdict = peek(demands, wallClock);
        if (verdict.admitted()) {
            demands.forEach(this::consume);
        }
        return verdict;
    }

    /** Of several demands that can't be met, the verdict names the one that takes longest. */
    Verdict peek(List<Demand> demands, Instant wallClock) {
        clock.advance(wallClock);
        Verdict verdict = Verdict.ADMITTED;
        for (Demand demand : demands) {
            Verdict next =
                    demand instanceof BucketDemand bucket ? peekBucket(bucket) : peekCeiling((CeilingDemand) demand);
            if (isLonger(next, verdict)) {
                verdict = next;
            }
        }
        return verdict;
    }

    /** Forgets what says no more than its absence would: full buckets, and ceilings of sessions that are over. */
    void prune() {
        buckets.values().removeIf(bucket -> {
            bucket.refillAllBandwidth(clock.seen());
            return bucket.getAvailableTokens()
                    >= bucket.getConfiguration().getBandwidths()[0].getCapacity();
        });
        ceilings.values().removeIf(ceiling -> ceiling.isOver(clock.seen(), ceiling.idle()));
    }

    /** Whether a bucket got another rate: from then on it refills at that one, so even a refusal is to be kept. */
    boolean reconfigured() {
        return reconfigured;
    }

    void markSaved() {
        reconfigured = false;
    }

    int size() {
        return buckets.size() + ceilings.size();
    }

    LimitClock clock() {
        return clock;
    }

    Map<String, BucketState> buckets() {
        return buckets;
    }

    Map<String, Ceiling> ceilings() {
        return ceilings;
    }

    static BucketConfiguration configuration(Rate rate) {
        return BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(rate.calls())
                        .refillGreedy(rate.calls(), rate.per())
                        .build())
                .build();
    }

    private Verdict peekBucket(BucketDemand demand) {
        BucketState bucket = refilled(demand);
        return bucket.getAvailableTokens() > 0 ? Verdict.ADMITTED : new Verdict(demand, untilNextToken(bucket));
    }

    private Duration untilNextToken(BucketState bucket) {
        long now = clock.seen();
        long nanos = bucket.calculateDelayNanosAfterWillBePossibleToConsume(1, now, true);
        BucketState then = bucket.copy();
        then.refillAllBandwidth(now + nanos);
        // Bucket4j rounds this delay down
        return Duration.ofNanos(then.getAvailableTokens() > 0 ? nanos : nanos + 1);
    }

    private Verdict peekCeiling(CeilingDemand demand) {
        return calls(demand) < demand.maxCalls() ? Verdict.ADMITTED : new Verdict(demand, null);
    }

    private void consume(Demand demand) {
        if (demand instanceof BucketDemand bucketDemand) {
            BucketState bucket = refilled(bucketDemand);
            bucket.consume(1);
            buckets.put(demand.key(), bucket);
        } else if (demand instanceof CeilingDemand ceiling) {
            ceilings.put(
                    ceiling.key(),
                    new Ceiling(calls(ceiling) + 1, clock.seen(), ceiling.idle().toNanos()));
        }
    }

    /** The bucket as it is now. Where the rate was changed, the tokens stay, as far as the new bucket holds them. */
    private BucketState refilled(BucketDemand demand) {
        BucketConfiguration configuration = configuration(demand.rate());
        BucketState bucket = buckets.get(demand.key());
        if (bucket == null) {
            return BucketState.createInitialState(configuration, MathType.INTEGER_64_BITS, clock.seen());
        }
        bucket.refillAllBandwidth(clock.seen());
        if (!bucket.getConfiguration().equals(configuration)) {
            bucket = bucket.replaceConfiguration(configuration, TokensInheritanceStrategy.AS_IS, clock.seen());
            buckets.put(demand.key(), bucket);
            reconfigured = true;
        }
        return bucket;
    }

    private long calls(CeilingDemand demand) {
        Ceiling ceiling = ceilings.get(demand.key());
        if (ceiling == null || ceiling.isOver(clock.seen(), demand.idle().toNanos())) {
            return 0;
        }
        return ceiling.calls();
    }

    private static boolean isLonger(Verdict next, Verdict than) {
        if (next.admitted() || than.admitted()) {
            return than.admitted();
        }
        @Nullable Duration wait = next.retryAfter();
        @Nullable Duration otherWait = than.retryAfter();
        return otherWait != null && (wait == null || wait.compareTo(otherWait) > 0);
    }
}
