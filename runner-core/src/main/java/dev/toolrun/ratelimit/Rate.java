package dev.toolrun.ratelimit;

import java.time.Duration;

/**
 * A token bucket's size and speed: so many calls at once at most, refilled evenly over {@code per}.
 *
 * @param calls at least 1, and at most one for each nanosecond
 * @param per more than zero, and at most {@link #LONGEST_PERIOD}
 */
public record Rate(long calls, Duration per) {
    public static final Duration LONGEST_PERIOD = Duration.ofDays(366);

    public Rate {
        if (calls < 1 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException("a rate needs at least one call and a positive time");
        }
        if (per.compareTo(LONGEST_PERIOD) > 0 || calls > per.toNanos()) {
            throw new IllegalArgumentException(
                    "a rate is at most one call in a nanosecond, over " + LONGEST_PERIOD.toDays() + " days at most");
        }
    }
}
