package dev.toolrun.ratelimit;

import dev.toolrun.ratelimit.LimitStore.BucketDemand;
import dev.toolrun.ratelimit.LimitStore.CeilingDemand;
import dev.toolrun.ratelimit.LimitStore.Demand;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The limits as anyone would write them down: exact fractions, everything recomputed at each call, no bounds. */
final class LimitModel {
    private final Map<String, Bucket> buckets = new HashMap<>();
    private final Map<String, Ceiling> ceilings = new HashMap<>();

    /** Tokens times the nanoseconds of a period, so that every refill is a whole number. */
    private record Bucket(BigInteger scaledTokens, Instant at) {}

    private record Ceiling(long calls, Instant lastCall) {}

    boolean take(List<Demand> demands, Instant now) {
        boolean admitted = demands.stream().allMatch(demand -> isMet(demand, now));
        if (admitted) {
            demands.forEach(demand -> consume(demand, now));
        }
        return admitted;
    }

    private boolean isMet(Demand demand, Instant now) {
        if (demand instanceof BucketDemand bucket) {
            return scaledTokens(bucket, now).compareTo(oneToken(bucket)) >= 0;
        }
        return calls((CeilingDemand) demand, now) < ((CeilingDemand) demand).maxCalls();
    }

    private void consume(Demand demand, Instant now) {
        if (demand instanceof BucketDemand bucket) {
            BigInteger left = scaledTokens(bucket, now).subtract(oneToken(bucket));
            buckets.put(bucket.key(), new Bucket(left, now));
        } else {
            ceilings.put(demand.key(), new Ceiling(calls((CeilingDemand) demand, now) + 1, now));
        }
    }

    private BigInteger scaledTokens(BucketDemand demand, Instant now) {
        BigInteger calls = BigInteger.valueOf(demand.rate().calls());
        BigInteger full = oneToken(demand).multiply(calls);
        Bucket bucket = buckets.get(demand.key());
        if (bucket == null) {
            return full;
        }
        BigInteger elapsed =
                BigInteger.valueOf(Duration.between(bucket.at(), now).toNanos());
        return bucket.scaledTokens().add(elapsed.multiply(calls)).min(full);
    }

    private static BigInteger oneToken(BucketDemand demand) {
        return BigInteger.valueOf(demand.rate().per().toNanos());
    }

    private long calls(CeilingDemand demand, Instant now) {
        Ceiling ceiling = ceilings.get(demand.key());
        boolean over =
                ceiling == null || Duration.between(ceiling.lastCall(), now).compareTo(demand.idle()) >= 0;
        return over ? 0 : ceiling.calls();
    }
}
