package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration ANY = Duration.ofMinutes(10);

    private final Admission admission = new Admission(new ServerLimits(8, 3, 100, 60, ANY, ANY, ANY));

    private Admission.Place enter(String user) {
        return Objects.requireNonNull(admission.enter(user));
    }

    @Test
    void whatOneUserHasIsNotMissingToOthers() {
        Admission.Place first = enter("a");
        Admission.Place second = enter("a");
        enter("a");
        assertThat(admission.enter("a")).as("a fourth connection").isNull();
        assertThat(first.take(40)).isTrue();
        assertThat(second.take(20)).isTrue();
        assertThat(second.take(1)).as("more than one user's share").isFalse();

        Admission.Place other = enter("b");
        assertThat(other.take(40)).isTrue();
        assertThat(other.take(1)).as("more than all have together").isFalse();
    }

    @Test
    void whoLeavesGivesAllBack() {
        for (int i = 0; i < 5; i++) {
            Admission.Place place = enter("a");
            assertThat(place.take(50)).isTrue();
            assertThat(place.take(10)).isTrue();
            assertThat(place.take(1)).isFalse();
            place.leave();
        }
    }
}
