package dev.toolrun.telemetry;

import java.time.Duration;

/**
 * How long one stage of a call took.
 *
 * @param begin the time from the call's begin to that of the stage
 * @param passed false if the stage refused the call or failed
 */
public record StageTime(Stage stage, Duration begin, Duration took, boolean passed) {}
