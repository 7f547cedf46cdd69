package dev.toolrun.ratelimit;

import java.time.Duration;

/**
 * A token bucket's size and speed: so many calls at once at most, refilled evenly over {@code per}.
 *
 * @param calls at least 1
 * @param per more than zero
 */
public record Rate(long calls, Duration per) {
    public Rate {
        if (calls < 1 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException("a rate needs at least one call and a positive time");
        }
    }
}
