package dev.toolrun.config;

import dev.toolrun.ratelimit.Rate;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * A token bucket, for example {@code {calls: 60, per: 1m}}.
 *
 * @param calls so many calls at once at most, 1 to 1000000
 * @param per the time in which as many come back, 1 ms to 400 days
 */
public record RateSettings(
        @Min(value = 1, message = "must be at least 1") @Max(value = 1_000_000, message = "must be at most 1000000")
        long calls,

        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(days = 400, message = "must be at most 400d")
        Duration per) {

    Rate rate() {
        return new Rate(calls, per);
    }
}
