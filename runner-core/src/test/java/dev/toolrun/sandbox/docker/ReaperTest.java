package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReaperTest {
    private static final Instant NOW = SettableClock.START;
    private static final ProcessIdentity SELF = ProcessIdentity.current();

    /** The decision needs no engine. */
    @SuppressWarnings("NullAway")
    private final Reaper reaper = new Reaper(null, SELF, new SettableClock());

    @Test
    void aLivingRunnersContainerStaysEvenAfterItsDeadline() {
        assertThat(reaper.isAbandoned(labels(SELF.toString(), NOW.minus(Duration.ofDays(1)))))
                .isFalse();
    }

    @Test
    void aDeadRunnersContainerGoesEvenBeforeItsDeadline() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        var dead = new ProcessIdentity(SELF.boot(), SELF.pidNamespace(), process.pid(), "1");
        assertThat(reaper.isAbandoned(labels(dead.toString(), NOW.plus(Duration.ofDays(1)))))
                .isTrue();
    }

    @Test
    void aPidThatIsUsedAgainIsNotTheRunner() {
        var reused = new ProcessIdentity(SELF.boot(), SELF.pidNamespace(), SELF.pid(), "1");
        assertThat(reaper.isAbandoned(labels(reused.toString(), NOW))).isTrue();
    }

    @Test
    void whereTheRunnerCantBeSeenTheDeadlineDecides() {
        var elsewhere = new ProcessIdentity("another-boot", SELF.pidNamespace(), 1, "1");
        assertThat(reaper.isAbandoned(labels(elsewhere.toString(), NOW.minus(Duration.ofMinutes(1)))))
                .isFalse();
        assertThat(reaper.isAbandoned(labels(elsewhere.toString(), NOW.minus(Duration.ofMinutes(3)))))
                .isTrue();
    }

    @Test
    void withoutReadableLabelsNobodyNeedsIt() {
        assertThat(reaper.isAbandoned(Map.of(ContainerLabels.MANAGED, "true"))).isTrue();
        assertThat(reaper.isAbandoned(Map.of(ContainerLabels.OWNER, "a/b/c/d", ContainerLabels.DEADLINE, "x")))
                .isTrue();
    }

    @Test
    void anIdentitySurvivesBeingWrittenAndRead() {
        assertThat(ProcessIdentity.parse(SELF.toString())).isEqualTo(SELF);
        assertThat(SELF.isAlive()).isTrue();
    }

    private static Map<String, String> labels(String owner, Instant deadline) {
        return Map.of(ContainerLabels.OWNER, owner, ContainerLabels.DEADLINE, Long.toString(deadline.toEpochMilli()));
    }
}
