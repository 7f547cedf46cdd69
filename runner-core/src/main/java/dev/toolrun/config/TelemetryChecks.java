package dev.toolrun.config;

import java.net.URI;

/** What the settings of telemetry must be, beyond what each value must be. */
final class TelemetryChecks {
    private static final Place TELEMETRY = Place.ROOT.then("telemetry");

    private TelemetryChecks() {}

    static void check(TelemetrySettings settings, Problems problems) {
        PrometheusSettings prometheus = settings.prometheus();
        Place endpoint = TELEMETRY.then("prometheus");
        if (prometheus != null && !problems.concern(endpoint)) {
            String problem = prometheus.problem();
            if (problem != null) {
                problems.add(endpoint, problem);
            }
        }
        URI otlp = settings.otlp();
        Place collector = TELEMETRY.then("otlp");
        if (otlp != null && !isCollector(otlp) && !problems.concern(collector)) {
            problems.add(
                    collector,
                    "must be an http or https address without user, query and fragment, such as"
                            + " http://127.0.0.1:4318");
        }
    }

    private static boolean isCollector(URI address) {
        return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }
}
