package dev.toolrun.ratelimit;

import java.time.InstantSource;
import java.util.List;

/** Keeps limits in memory: they hold for this object alone and are gone with it. */
public final class MemoryLimitStore implements LimitStore {
    private static final int PRUNE_FROM = 1024;

    private final InstantSource clock;
    private final LimitState state = new LimitState();
    private int pruneAt = PRUNE_FROM;

    public MemoryLimitStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Verdict take(List<Demand> demands) {
        Verdict verdict = state.take(demands, clock.instant());
        if (state.size() >= pruneAt) {
            state.prune();
            pruneAt = Math.max(PRUNE_FROM, 2 * state.size());
        }
        return verdict;
    }

    @Override
    public synchronized Verdict peek(List<Demand> demands) {
        return state.peek(demands, clock.instant());
    }
}
