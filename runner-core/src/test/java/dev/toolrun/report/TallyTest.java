package dev.toolrun.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.report.Tally.Row;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(10);

    @Test
    void theMostFrequentComeFirst() {
        tally.add("a", Ending.SUCCESS);
        tally.add("b", Ending.DENIED);
        tally.add("b", Ending.ERROR);
        tally.add(null, Ending.DENIED);
        assertThat(tally.top(2)).containsExactly(new Row("b", 0, 1, 1), new Row("a", 1, 0, 0));
        assertThat(tally.names()).isEqualTo(3);
        assertThat(tally.shortfall()).isZero();
    }

    @Test
    void aFloodOfInventedNamesHidesNoRealOne() {
        for (int i = 0; i < 10_000; i++) {
            tally.add("invented" + i, Ending.DENIED);
            if (i % 10 == 0) {
                tally.add("python", Ending.SUCCESS);
            }
        }
        Row first = tally.top(1).get(0);
        assertThat(first.name()).isEqualTo("python");
        assertThat(first.total()).isBetween(1000 - tally.shortfall(), 1000L);
        assertThat(tally.names()).isLessThan(20);
        assertThat(tally.shortfall()).isPositive();
    }

    @Test
    void longNamesAreCut() {
        tally.add("x".repeat(1_000_000), Ending.ERROR);
        assertThat(tally.top(1).get(0).name()).hasSize(81).endsWith("…");
    }
}
