package dev.toolrun.telemetry;

import java.util.Locale;

/** The parts of a call that take time: the seven layers, and the wait for a sandbox. */
public enum Stage {
    AUTHENTICATION,
    AUTHORIZATION,
    RATE_LIMIT,
    /** The input schema, the tool's checks, and the role's own restrictions. */
    VALIDATION,
    /** Waiting for a place for the sandbox. */
    QUEUE,
    /** Making the sandbox, where it was not ready, and the tool's own time. */
    SANDBOX,
    SANITIZATION,
    /** Putting one record of the call on record; a call that runs has two. */
    AUDIT;

    /** The name used in metrics and traces, for example {@code rate_limit}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
