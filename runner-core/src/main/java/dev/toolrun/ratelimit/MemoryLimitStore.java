package dev.toolrun.ratelimit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Keeps limits in memory: they hold for this object alone and are gone with it. */
public final class MemoryLimitStore implements LimitStore {
    private final InstantSource clock;
    private final int mostOfOneHolder;
    private final LimitState shared = new LimitState();
    private final List<LimitState> sessions =
            Stream.generate(LimitState::new).limit(SplitDemands.SHARDS).toList();

    public MemoryLimitStore(InstantSource clock) {
        this(clock, SplitDemands.MOST_OF_ONE_HOLDER);
    }

    MemoryLimitStore(InstantSource clock, int mostOfOneHolder) {
        this.clock = clock;
        this.mostOfOneHolder = mostOfOneHolder;
    }

    @Override
    public synchronized Verdict take(List<Demand> demands) {
        Verdict verdict = peek(demands);
        if (verdict.admitted()) {
            SplitDemands split = SplitDemands.of(demands);
            take(shared, split.shared());
            if (split.shard() >= 0) {
                take(sessions.get(split.shard()), split.session());
            }
        }
        return verdict;
    }

    private static void take(LimitState state, List<Demand> demands) {
        state.take(demands);
        state.pruneWhenGrown();
    }

    @Override
    public synchronized Verdict peek(List<Demand> demands) {
        SplitDemands split = SplitDemands.of(demands);
        Instant now = clock.instant();
        Verdict verdict = shared.peek(split.shared(), now, mostOfOneHolder);
        return split.shard() < 0
                ? verdict
                : sessions.get(split.shard())
                        .peek(split.session(), now, mostOfOneHolder)
                        .and(verdict);
    }
}
