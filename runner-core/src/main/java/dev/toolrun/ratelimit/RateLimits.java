package dev.toolrun.ratelimit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits that hold; null means no such limit.
 *
 * @param perToolDefault for each tool that {@code perTool} does not name
 * @param callsPerSession hard ceiling of calls in one session, never refilled while the session lives
 */
public record RateLimits(
        @Nullable Rate perToolDefault,
        Map<String, Rate> perTool,
        @Nullable Rate perSession,
        @Nullable Rate perUser,
        @Nullable Rate global,
        @Nullable Long callsPerSession) {
    public RateLimits {
        perTool = Map.copyOf(perTool);
    }
}
