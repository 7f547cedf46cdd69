package dev.toolrun;

import dev.toolrun.call.RunnerException;
import dev.toolrun.config.PrometheusSettings;
import dev.toolrun.config.TelemetrySettings;
import dev.toolrun.telemetry.SafeTelemetry;
import dev.toolrun.telemetry.Telemetry;
import dev.toolrun.telemetry.metrics.PrometheusEndpoint;
import dev.toolrun.telemetry.tracing.OtlpTelemetry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Opens what the configuration says about telemetry; the libraries for it are loaded only where it says something. */
final class RunnerTelemetry {
    private RunnerTelemetry() {}

    /**
     * @param embedders what an embedder adds; closed with the rest
     * @return what throws nothing
     * @throws RunnerException if the endpoint can't be opened
     */
    static Telemetry open(TelemetrySettings settings, List<Telemetry> embedders) {
        List<Telemetry> all = new ArrayList<>(embedders);
        PrometheusSettings prometheus = settings.prometheus();
        if (prometheus != null) {
            all.add(PrometheusEndpoint.open(prometheus.address()));
        }
        URI otlp = settings.otlp();
        if (otlp != null) {
            all.add(OtlpTelemetry.to(otlp));
        }
        return SafeTelemetry.of(all);
    }
}
