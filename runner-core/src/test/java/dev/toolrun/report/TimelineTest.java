package dev.toolrun.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.report.Timeline.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant T = Instant.parse("2026-03-01T12:00:30Z");

    private final Timeline timeline = new Timeline();

    @Test
    void slotsBetweenAreEmpty() {
        timeline.add(T, Ending.SUCCESS);
        timeline.add(T.plusSeconds(120), Ending.DENIED);
        timeline.add(T.plusSeconds(120), Ending.ERROR);
        Instant first = Instant.parse("2026-03-01T12:00:00Z");
        assertThat(timeline.slots())
                .containsExactly(
                        new Slot(first, 1, 0, 0),
                        new Slot(first.plusSeconds(60), 0, 0, 0),
                        new Slot(first.plusSeconds(120), 0, 1, 1));
    }

    @Test
    void noneIsLostWhenSlotsGrow() {
        Random random = new Random(5);
        long length = 0;
        for (int i = 0; i < 5000; i++) {
            // forward and, as after a clock was set, backward
            Duration distance = Duration.ofSeconds((long) (random.nextGaussian() * Math.pow(10, i / 700.0)));
            timeline.add(T.plus(distance), Ending.values()[i % 3]);
            assertThat(timeline.slots()).hasSizeLessThanOrEqualTo(Timeline.MAX_SLOTS);
            assertThat(timeline.seconds()).isGreaterThanOrEqualTo(length);
            length = timeline.seconds();
        }
        assertThat(timeline.slots().stream().mapToLong(Slot::total).sum()).isEqualTo(5000);
        assertThat(length).isGreaterThan(60);
    }

    @Test
    void impossibleTimesDoNoHarm() {
        timeline.add(Instant.MIN, Ending.SUCCESS);
        timeline.add(T, Ending.SUCCESS);
        timeline.add(Instant.MAX, Ending.SUCCESS);
        assertThat(timeline.slots().stream().mapToLong(Slot::total).sum()).isEqualTo(3);
    }
}
