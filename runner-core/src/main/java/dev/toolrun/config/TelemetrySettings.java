package dev.toolrun.config;

import jakarta.validation.Valid;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code telemetry}: what operators are told about calls while they run.
 *
 * @param prometheus where metrics can be fetched, as long as a runner is open; null: nowhere
 * @param otlp the base address of a collector that traces are sent to, by OTLP over HTTP; null: none
 */
public record TelemetrySettings(
        @Nullable @Valid PrometheusSettings prometheus,
        @Nullable URI otlp) {
    public static final TelemetrySettings NONE = new TelemetrySettings(null, null);

    /** For a process that is gone before anybody could fetch metrics from it. */
    public TelemetrySettings withoutEndpoint() {
        return new TelemetrySettings(null, otlp);
    }
}
