package dev.toolrun.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.report.Latencies.Band;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void percentilesAreNotTooShortAndAtMostOnePartIn32TooLong() {
        Random random = new Random(3);
        long[] all = new long[20_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) Math.exp(random.nextDouble() * 20);
            latencies.add(all[i]);
        }
        Arrays.sort(all);
        for (int percent = 1; percent <= 100; percent++) {
            long exact = all[(int) Math.ceil(all.length / 100.0 * percent) - 1];
            assertThat(latencies.percentile(percent)).isBetween(exact, exact + exact / 32);
        }
        assertThat(latencies.percentile(100)).isEqualTo(latencies.max()).isEqualTo(all[all.length - 1]);
        assertThat(latencies.bands().stream().mapToLong(Band::count).sum()).isEqualTo(all.length);
    }

    @Test
    void shortOnesAreExact() {
        for (int ms = 0; ms <= 63; ms++) {
            latencies.add(ms);
        }
        assertThat(latencies.percentile(50)).isEqualTo(31);
        assertThat(latencies.bands())
                .containsExactly(
                        new Band(0, 1, 1),
                        new Band(1, 2, 1),
                        new Band(2, 4, 2),
                        new Band(4, 8, 4),
                        new Band(8, 16, 8),
                        new Band(16, 32, 16),
                        new Band(32, 64, 32));
    }

    @Test
    void anyDurationCounts() {
        latencies.add(0);
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.percentile(99)).isEqualTo(Long.MAX_VALUE);
        assertThat(latencies.total()).isEqualTo(2);
        assertThat(latencies.bands()).hasSizeGreaterThan(60);
    }

    @Test
    void noneIsNothing() {
        assertThat(latencies.bands()).isEmpty();
        assertThat(latencies.percentile(50)).isZero();
    }
}
