package dev.toolrun.sandbox.docker;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Reads what an engine says of a container's state. */
final class SandboxState {
    private static final int KILLED = 128 + 9;

    private SandboxState() {}

    /** Whether the first process went through all it has to do, a trailer included: it exits with 0 only then. */
    static boolean endedInOrder(Map<?, ?> state) {
        return "exited".equals(state.get("Status"))
                && state.get("ExitCode") instanceof Number code
                && code.intValue() == 0;
    }

    /** Whether the first process was killed, and the engine has not said, or not yet, that it was for memory. */
    static boolean isKilledForNoKnownReason(Map<?, ?> state) {
        return Boolean.FALSE.equals(state.get("Running"))
                && !Boolean.TRUE.equals(state.get("OOMKilled"))
                && state.get("ExitCode") instanceof Number code
                && code.intValue() == KILLED;
    }

    /** Whether a container was started, or started again, after that time of this host; false where the engine does not say. */
    static boolean startedAfter(Instant time, Map<?, ?> state) {
        try {
            return Instant.parse(String.valueOf(state.get("StartedAt"))).isAfter(time);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** Whether a container has ended, and ran for less than that time by the engine's own clock; false where it does not say. */
    static boolean endedWithin(Duration time, Map<?, ?> state) {
        if (!Boolean.FALSE.equals(state.get("Running"))) {
            return false;
        }
        try {
            Instant started = Instant.parse(String.valueOf(state.get("StartedAt")));
            Instant finished = Instant.parse(String.valueOf(state.get("FinishedAt")));
            return Duration.between(started, finished).compareTo(time) < 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
