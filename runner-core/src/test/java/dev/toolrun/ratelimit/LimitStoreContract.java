package dev.toolrun.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.SettableClock;
import dev.toolrun.ratelimit.LimitStore.BucketDemand;
import dev.toolrun.ratelimit.LimitStore.CeilingDemand;
import dev.toolrun.ratelimit.LimitStore.Demand;
import dev.toolrun.ratelimit.LimitStore.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every limit store does. */
abstract class LimitStoreContract {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration DAY = Duration.ofHours(24);

    final SettableClock clock = new SettableClock();

    /** The store under test; a second call gives one that shares the first one's state, where such stores do. */
    abstract LimitStore store();

    /**
     * A store with another bound.
     *
     * @param mostOfOneHolder how many sessions of one holder a shard takes
     */
    abstract LimitStore store(int mostOfOneHolder);

    /** Whoever opens one session after the other, of any length, is refused alone. */
    @Test
    void nobodyFillsTheStoreAtTheCostOfOthers() {
        LimitStore store = store(2);
        Verdict verdict = Verdict.ADMITTED;
        Demand refused = null;
        for (int i = 0; verdict.admitted(); i++) {
            assertThat(i).isLessThan(2 * SplitDemands.SHARDS + 1);
            refused = new CeilingDemand("calls:" + i, "mallory", 5, DAY);
            verdict = store.take(List.of(bucket("global", 10_000, MINUTE), refused));
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(verdict.refusedBy()).isEqualTo(refused);
        assertThat(verdict.tooMany()).isTrue();
        assertThat(store.peek(List.of(refused)).tooMany()).isTrue();
        Demand another = new CeilingDemand(refused.key(), "alice", 5, DAY);
        assertThat(store.peek(List.of(another)).admitted()).as("another holder").isTrue();
        Demand known = new CeilingDemand("calls:0", "mallory", 5, DAY);
        assertThat(store.peek(List.of(known)).admitted())
                .as("a session that is there")
                .isTrue();
        clock.advance(verdict.retryAfter().minusNanos(1_000_001));
        assertThat(store.peek(List.of(refused)).tooMany()).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(store.take(List.of(refused)).admitted()).isTrue();
    }

    @Test
    void bucketsThatFillUpSlowlyAreBoundedToo() {
        LimitStore store = store(2);
        Verdict verdict = Verdict.ADMITTED;
        Demand refused = null;
        for (int i = 0; verdict.admitted(); i++) {
            refused = new BucketDemand("session:" + i, "mallory", new Rate(10, DAY));
            verdict = store.take(List.of(refused));
        }
        assertThat(verdict.tooMany()).isTrue();
        clock.advance(verdict.retryAfter());
        assertThat(store.take(List.of(refused)).admitted()).isTrue();
    }

    @Test
    void aSessionAndWhatAllShareAreTakenTogetherOrNotAtAll() {
        LimitStore store = store();
        List<Demand> demands = List.of(
                bucket("global", 3, DAY),
                new BucketDemand("session:s", "a", new Rate(5, DAY)),
                new CeilingDemand("calls:s", "a", 4, DAY));
        int admitted = 0;
        for (int i = 0; i < 9; i++) {
            admitted += store.take(demands).admitted() ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(3);
        assertThat(admittedOf(store, 9, demands.get(2))).isEqualTo(1);
        assertThat(admittedOf(store, 9, demands.get(1))).isEqualTo(2);
    }

    @Test
    void bucketGivesItsSizeAtOnceAndThenRefillsEvenly() {
        LimitStore store = store();
        Demand demand = bucket("b", 6, MINUTE);
        assertThat(admittedOf(store, 10, demand)).isEqualTo(6);
        clock.advance(Duration.ofSeconds(10));
        assertThat(admittedOf(store, 10, demand)).isEqualTo(1);
        clock.advance(Duration.ofHours(5));
        assertThat(admittedOf(store, 10, demand)).isEqualTo(6);
    }

    @Test
    void fractionsOfATokenAreNotLost() {
        LimitStore store = store();
        Demand demand = bucket("b", 7, MINUTE);
        assertThat(admittedOf(store, 7, demand)).isEqualTo(7);
        int admitted = 0;
        for (int i = 0; i < 600; i++) {
            clock.advance(Duration.ofMillis(100));
            admitted += admittedOf(store, 1, demand);
        }
        assertThat(admitted).isEqualTo(7);
    }

    @Test
    void refusalSaysExactlyWhenTheCallWouldBeAdmitted() {
        LimitStore store = store();
        Demand demand = bucket("b", 7, MINUTE);
        admittedOf(store, 7, demand);
        clock.advance(Duration.ofMillis(1234));
        Duration wait = store.take(List.of(demand)).retryAfter();
        assertThat(wait).isPositive();
        clock.advance(wait.minusNanos(1));
        assertThat(store.take(List.of(demand)).admitted()).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(store.take(List.of(demand)).admitted()).isTrue();
    }

    @Test
    void refusalTakesNothingFromTheOthers() {
        LimitStore store = store();
        Demand large = bucket("large", 100, DAY);
        Demand small = bucket("small", 1, DAY);
        Demand ceiling = ceiling("calls", 100);
        for (int i = 0; i < 50; i++) {
            store.take(List.of(large, ceiling, small));
        }
        assertThat(admittedOf(store, 200, large)).isEqualTo(99);
        assertThat(admittedOf(store, 200, ceiling)).isEqualTo(99);
    }

    @Test
    void refusalNamesTheDemandThatTakesLongest() {
        LimitStore store = store();
        Demand quick = bucket("quick", 1, Duration.ofSeconds(1));
        Demand slow = bucket("slow", 1, MINUTE);
        Demand ceiling = ceiling("calls", 1);
        assertThat(store.take(List.of(quick, slow, ceiling)).admitted()).isTrue();
        assertThat(store.take(List.of(slow, quick))).isEqualTo(new Verdict(slow, MINUTE));
        assertThat(store.take(List.of(quick, slow))).isEqualTo(new Verdict(slow, MINUTE));
        assertThat(store.take(List.of(quick, ceiling, slow))).isEqualTo(new Verdict(ceiling, null));
        assertThat(store.take(List.of(ceiling, slow))).isEqualTo(new Verdict(ceiling, null));
    }

    @Test
    void peekTakesNothing() {
        LimitStore store = store();
        Demand demand = bucket("b", 1, MINUTE);
        for (int i = 0; i < 5; i++) {
            assertThat(store.peek(List.of(demand)).admitted()).isTrue();
        }
        store.take(List.of(demand));
        assertThat(store.peek(List.of(demand))).isEqualTo(new Verdict(demand, MINUTE));
    }

    @Test
    void ceilingIsNeverRefilledWhileTheSessionLives() {
        LimitStore store = store();
        Demand demand = ceiling("calls:s", 3);
        for (int i = 0; i < 3; i++) {
            clock.advance(DAY.minusNanos(1));
            assertThat(store.take(List.of(demand)).admitted()).isTrue();
        }
        clock.advance(DAY.minusNanos(1));
        assertThat(store.take(List.of(demand)).admitted()).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(store.take(List.of(demand)).admitted()).isTrue();
    }

    @Test
    void clockSetBackNeitherRefillsNorLocksOut() {
        LimitStore store = store();
        Demand demand = bucket("b", 6, MINUTE);
        Demand ceiling = ceiling("calls:s", 2);
        clock.advance(Duration.ofDays(4 * 365));
        admittedOf(store, 6, demand);
        admittedOf(store, 2, ceiling);

        clock.set(SettableClock.START);
        Verdict verdict = store.take(List.of(demand));
        assertThat(verdict).isEqualTo(new Verdict(demand, Duration.ofSeconds(10)));
        clock.advance(Duration.ofSeconds(10));
        assertThat(admittedOf(store, 5, demand)).isEqualTo(1);
        clock.advance(DAY);
        assertThat(admittedOf(store, 5, ceiling)).isEqualTo(2);
    }

    @Test
    void clockSetBackAndPutRightAgainRefillsNothing() {
        LimitStore store = store();
        Demand demand = bucket("b", 6, MINUTE);
        admittedOf(store, 5, demand);
        clock.advance(MINUTE.negated());
        assertThat(admittedOf(store, 1, demand)).isEqualTo(1);
        clock.advance(MINUTE);
        assertThat(admittedOf(store, 6, demand)).isZero();
    }

    @Test
    void changedRateGivesNoFreshAllowance() {
        LimitStore store = store();
        admittedOf(store, 6, bucket("b", 6, MINUTE));
        assertThat(admittedOf(store, 5, bucket("b", 60, MINUTE))).isZero();
        clock.advance(Duration.ofSeconds(30));
        assertThat(admittedOf(store, 5, bucket("b", 60, MINUTE))).isEqualTo(5);
        assertThat(admittedOf(store, 50, bucket("b", 2, MINUTE))).isEqualTo(2);
    }

    @Test
    void refusalAfterAChangedRateSaysWhenTheCallWouldBeAdmitted() {
        admittedOf(store(), 6, bucket("b", 6, MINUTE));
        Demand faster = bucket("b", 60, MINUTE);
        Duration wait = sharedStore().take(List.of(faster)).retryAfter();
        assertThat(wait).isEqualTo(Duration.ofSeconds(1));
        clock.advance(wait);
        assertThat(sharedStore().take(List.of(faster)).admitted()).isTrue();
    }

    @Test
    void keysAreKeptApart() {
        LimitStore store = store();
        for (String key : List.of("user:a", "user:a:b", "user:\"\\\n", "user:\u00e4", "u".repeat(5000))) {
            assertThat(admittedOf(store, 3, bucket(key, 2, MINUTE))).as(key).isEqualTo(2);
        }
    }

    @Test
    void exactUnderConcurrency() throws Exception {
        List<LimitStore> stores = List.of(store(), sharedStore());
        Demand demand = bucket("b", 100, DAY);
        Demand other = bucket("other", 1000, DAY);
        var pool = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Boolean>> takes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                LimitStore store = stores.get(i % 2);
                takes.add(() -> store.take(List.of(other, demand)).admitted());
            }
            int admitted = 0;
            for (var result : pool.invokeAll(takes)) {
                admitted += result.get() ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(100);
        } finally {
            pool.shutdownNow();
        }
        assertThat(admittedOf(stores.get(0), 1000, other)).isEqualTo(900);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithTheReferenceModel(long seed) {
        Random random = new Random(seed);
        LimitStore store = store();
        LimitModel model = new LimitModel();
        List<Demand> all = List.of(
                bucket("a", 1, Duration.ofSeconds(7)),
                bucket("b", 13, MINUTE),
                bucket("c", 1000, Duration.ofSeconds(3)),
                ceiling("d", 40));
        for (int i = 0; i < 400; i++) {
            clock.advance(Duration.ofNanos((long) (Math.pow(random.nextDouble(), 6) * 2e13)));
            List<Demand> demands =
                    all.stream().filter(demand -> random.nextBoolean()).toList();
            boolean expected = model.take(demands, clock.instant());
            assertThat(store.peek(demands).admitted()).isEqualTo(expected);
            assertThat(store.take(demands).admitted()).as("step " + i).isEqualTo(expected);
            store = random.nextInt(10) == 0 ? sharedStore(store) : store;
        }
    }

    LimitStore sharedStore() {
        return sharedStore(store());
    }

    /** Another store with the same state; by default the same one. */
    LimitStore sharedStore(LimitStore store) {
        return store;
    }

    static int admittedOf(LimitStore store, int attempts, Demand demand) {
        int admitted = 0;
        for (int i = 0; i < attempts; i++) {
            admitted += store.take(List.of(demand)).admitted() ? 1 : 0;
        }
        return admitted;
    }

    static Demand bucket(String key, long calls, Duration per) {
        return new BucketDemand(key, new Rate(calls, per));
    }

    static Demand ceiling(String key, long calls) {
        return new CeilingDemand(key, calls, DAY);
    }
}
