package dev.toolrun.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a call comes in.
 *
 * @param tool the name of a tool that exists, or {@link #UNKNOWN_TOOL}: never a name that a caller made up
 * @param traceparent W3C trace context as the caller gave it, unchecked; or null
 */
public record CallBegin(
        String callId, String tool, @Nullable String traceparent, Instant at) {
    /** Stands for every name that is no tool's. */
    public static final String UNKNOWN_TOOL = "_unknown";
}
