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

/**
 * The buckets that are not full, and the ceilings whose session lives; of one holder so many of each. The arithmetic is
 * Bucket4j's. Not thread-safe.
 */
final class LimitState {
    private static final int PRUNE_FROM = 1024;

    private final LimitClock clock;
    private final Map<String, BucketState> buckets;
    private final Map<String, Ceiling> ceilings;

    /** By key, for both. */
    private final Map<String, String> holders;

    private boolean reconfigured;
    private int pruneAt = PRUNE_FROM;

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
        this(new LimitClock(0, 0), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    /** Takes the maps over. */
    LimitState(
            LimitClock clock,
            Map<String, BucketState> buckets,
            Map<String, Ceiling> ceilings,
            Map<String, String> holders) {
        this.clock = clock;
        this.buckets = buckets;
        this.ceilings = ceilings;
        this.holders = holders;
    }

    /**
     * Whether the demands can be met. Of several that can't, the verdict names the one that takes longest.
     *
     * @param most how many buckets, and how many ceilings, one holder may have here
     */
    Verdict peek(List<Demand> demands, Instant wallClock, int most) {
        clock.advance(wallClock);
        Verdict verdict = Verdict.ADMITTED;
        for (Demand demand : demands) {
            Verdict room = room(demand, most);
            verdict = (room.admitted() ? peek(demand) : room).and(verdict);
        }
        return verdict;
    }

    /** Takes what {@link #peek} has just found that it can be met. */
    void take(List<Demand> demands) {
        demands.forEach(this::consume);
    }

    private Verdict peek(Demand demand) {
        return demand instanceof BucketDemand bucket ? peekBucket(bucket) : peekCeiling((CeilingDemand) demand);
    }

    private Verdict room(Demand demand, int most) {
        String holder = demand.holder();
        if (holder == null
                || holders.containsKey(demand.key())
                || held(demand, holder).size() < most) {
            return Verdict.ADMITTED;
        }
        prune();
        List<String> held = held(demand, holder);
        if (held.size() < most) {
            return Verdict.ADMITTED;
        }
        long nanos = held.stream().mapToLong(this::untilForgotten).min().orElse(0);
        return new Verdict(demand, Duration.ofNanos(nanos), true);
    }

    /** The keys of the holder that are of the demand's kind. */
    private List<String> held(Demand demand, String holder) {
        Map<String, ?> kind = demand instanceof BucketDemand ? buckets : ceilings;
        return holders.entrySet().stream()
                .filter(entry -> entry.getValue().equals(holder) && kind.containsKey(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private long untilForgotten(String key) {
        Ceiling ceiling = ceilings.get(key);
        if (ceiling != null) {
            return ceiling.lastCall() + ceiling.idle() - clock.seen();
        }
        BucketState bucket = buckets.get(key);
        return bucket == null ? 0 : bucket.calculateFullRefillingTime(clock.seen()) + 1;
    }

    /** Forgets what says no more than its absence would: full buckets, and ceilings of sessions that are over. */
    void prune() {
        buckets.values().removeIf(bucket -> {
            bucket.refillAllBandwidth(clock.seen());
            return bucket.getAvailableTokens()
                    >= bucket.getConfiguration().getBandwidths()[0].getCapacity();
        });
        ceilings.values().removeIf(ceiling -> ceiling.isOver(clock.seen(), ceiling.idle()));
        holders.keySet().removeIf(key -> !buckets.containsKey(key) && !ceilings.containsKey(key));
    }

    /** Forgets now and then, for a state that is kept in memory. */
    void pruneWhenGrown() {
        if (size() >= pruneAt) {
            prune();
            pruneAt = Math.max(PRUNE_FROM, 2 * size());
        }
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

    @Nullable
    String holder(String key) {
        return holders.get(key);
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
        if (demand.holder() != null) {
            holders.put(demand.key(), demand.holder());
        }
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
}
