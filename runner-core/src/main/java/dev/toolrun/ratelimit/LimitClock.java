package dev.toolrun.ratelimit;

import java.time.Instant;

/**
 * A time that never goes backwards, in nanoseconds, made from a wall clock that may. When the wall clock was set back, time
 * goes on from the last instant seen, at the wall clock's speed: nothing is refilled for the step, and nobody waits until
 * the wall clock has caught up. Once it has, it is followed again, so a step there and back refills nothing either. Not
 * thread-safe.
 */
final class LimitClock {
    private long seen;
    private long ahead;

    /**
     * @param seen the latest time that was given out
     * @param ahead how far this time is before the wall clock
     */
    LimitClock(long seen, long ahead) {
        if (seen < 0 || ahead < 0) {
            throw new IllegalArgumentException("a time is negative");
        }
        this.seen = seen;
        this.ahead = ahead;
    }

    long advance(Instant wallClock) {
        long wall = Math.addExact(Math.multiplyExact(wallClock.getEpochSecond(), 1_000_000_000L), wallClock.getNano());
        ahead = wall >= seen ? 0 : Math.max(ahead, seen - wall);
        seen = wall + ahead;
        return seen;
    }

    long seen() {
        return seen;
    }

    long ahead() {
        return ahead;
    }
}
