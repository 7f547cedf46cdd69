package dev.toolrun.cli;

import dev.toolrun.Extensions;
import dev.toolrun.config.PrometheusSettings;
import dev.toolrun.config.TelemetrySettings;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.Telemetry;
import dev.toolrun.telemetry.metrics.PrometheusEndpoint;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The endpoint of metrics, which stays while one runner takes over from another. Thread-safe. */
final class MetricsEndpoint implements AutoCloseable {
    private final Set<Share> shares = new HashSet<>();
    private @Nullable PrometheusSettings settings;
    private @Nullable PrometheusEndpoint endpoint;

    /**
     * What makes the metrics of a runner that opens now part of what is offered.
     *
     * @throws dev.toolrun.call.RunnerException if the endpoint can't be opened; the one before stays
     */
    synchronized Extensions forRunner(TelemetrySettings telemetry) {
        PrometheusSettings asked = telemetry.prometheus();
        PrometheusEndpoint offered = endpoint;
        if (offered == null || !Objects.equals(asked, settings)) {
            offered = asked == null ? null : PrometheusEndpoint.open(asked.address());
            close();
            endpoint = offered;
            settings = asked;
            if (offered != null) {
                watchAll(offered);
            }
        }
        return offered == null ? Extensions.NONE : Extensions.NONE.withTelemetry(new Share(offered));
    }

    private void watchAll(PrometheusEndpoint offered) {
        for (Level level : Level.values()) {
            offered.watch(level, () -> sum(level));
        }
    }

    private synchronized int sum(Level level) {
        return shares.stream().mapToInt(share -> share.now(level)).sum();
    }

    @Override
    public synchronized void close() {
        if (endpoint != null) {
            endpoint.close();
            endpoint = null;
        }
    }

    /** What one runner tells the endpoint. */
    private final class Share implements Telemetry {
        private final PrometheusEndpoint offered;
        private final Map<Level, IntSupplier> levels = new EnumMap<>(Level.class);

        Share(PrometheusEndpoint offered) {
            this.offered = offered;
        }

        int now(Level level) {
            IntSupplier now = levels.get(level);
            return now == null ? 0 : now.getAsInt();
        }

        @Override
        public Observation callBegins(CallBegin begin) {
            return offered.callBegins(begin);
        }

        @Override
        public void auditAppended(Duration took, boolean durable) {
            offered.auditAppended(took, durable);
        }

        @Override
        public void watch(Level level, IntSupplier now) {
            synchronized (MetricsEndpoint.this) {
                levels.put(level, now);
                shares.add(this);
            }
        }

        @Override
        public void close() {
            synchronized (MetricsEndpoint.this) {
                shares.remove(this);
            }
        }
    }
}
