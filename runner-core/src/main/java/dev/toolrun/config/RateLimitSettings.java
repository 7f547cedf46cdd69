package dev.toolrun.config;

import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code rateLimits}. What is null or missing is not limited.
 *
 * @param perTool by the tool's name; {@link #DEFAULT_TOOL} holds for each tool that is not named
 * @param callsPerSession hard ceiling of calls in one session, never refilled while the session lives
 * @param store who shares the limits
 */
public record RateLimitSettings(
        Map<String, @Valid RateSettings> perTool,
        @Valid @Nullable RateSettings perSession,
        @Valid @Nullable RateSettings perUser,
        @Valid @Nullable RateSettings global,

        @Min(value = 1, message = "must be at least 1") @Nullable
        Long callsPerSession,

        @Default("file") Store store) {

    /** The key in {@code perTool} for all other tools. */
    public static final String DEFAULT_TOOL = "default";

    static final RateLimitSettings BUILT_IN =
            new RateLimitSettings(Map.of(), null, null, new RateSettings(600, Duration.ofMinutes(1)), null, Store.FILE);

    public RateLimitSettings {
        perTool = Copies.map(perTool);
    }

    /** Who shares the limits. */
    public enum Store {
        /** All processes of this host that have the same state directory. */
        FILE,
        /** This process alone. */
        MEMORY
    }

    RateLimits limits() {
        Map<String, Rate> rates = new LinkedHashMap<>();
        perTool.forEach((tool, settings) -> rates.put(tool, settings.rate()));
        Rate other = rates.remove(DEFAULT_TOOL);
        return new RateLimits(other, rates, rate(perSession), rate(perUser), rate(global), callsPerSession);
    }

    private static @Nullable Rate rate(@Nullable RateSettings settings) {
        return settings == null ? null : settings.rate();
    }
}
