package dev.toolrun.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLimitStoreTest extends LimitStoreContract {
    private final LimitStore store = new MemoryLimitStore(clock);

    @Override
    LimitStore store() {
        return store;
    }

    @Override
    LimitStore store(int mostOfOneHolder) {
        return new MemoryLimitStore(clock, mostOfOneHolder);
    }

    @Test
    void forgetsWhatIsFullAgain() {
        LimitState state = new LimitState();
        for (int i = 0; i < 100; i++) {
            List<LimitStore.Demand> demands = List.of(bucket("user:" + i, 2, MINUTE), ceiling("calls:" + i, 5));
            assertThat(state.peek(demands, clock.instant(), 1).admitted()).isTrue();
            state.take(demands);
        }
        clock.advance(MINUTE);
        state.peek(List.of(), clock.instant(), 1);
        state.prune();
        assertThat(state.size()).isEqualTo(100);
        clock.advance(DAY);
        state.peek(List.of(), clock.instant(), 1);
        state.prune();
        assertThat(state.size()).isZero();
    }
}
