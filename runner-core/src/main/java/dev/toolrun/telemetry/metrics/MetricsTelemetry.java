package dev.toolrun.telemetry.metrics;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.StageTime;
import dev.toolrun.telemetry.Telemetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;

/**
 * Counts and times calls in a {@link MeterRegistry}. No tag has a value that a caller or a tool has chosen: a tag's values are
 * the names of the tools that exist, and words of this program. One runner a registry: the levels shown are the first one's.
 * Thread-safe.
 */
public final class MetricsTelemetry implements Telemetry {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1)
    };

    private final MeterRegistry registry;
    private final Counter storeErrors;
    private final Queue<Gauge> levels = new ConcurrentLinkedQueue<>();

    private MetricsTelemetry(MeterRegistry registry) {
        this.registry = registry;
        storeErrors = Counter.builder("tool.limit.store.errors")
                .description("Calls that ended because the store of the rate limits could not be used")
                .register(registry);
    }

    /**
     * @param registry stays the caller's to close
     */
    public static MetricsTelemetry of(MeterRegistry registry) {
        return new MetricsTelemetry(registry);
    }

    @Override
    public Observation callBegins(CallBegin begin) {
        return end -> ended(begin.tool(), end);
    }

    private void ended(String tool, CallEnd end) {
        String reason = end.reason().wireName();
        Counter.builder("tool.invocation")
                .description("Calls")
                .tag("tool", tool)
                .tag("result", end.result())
                .tag("reason", reason)
                .register(registry)
                .increment();
        timer("tool.call", "Whole calls, from request to answer", "tool", tool).record(end.took());
        for (StageTime stage : end.stages()) {
            timer(
                            "tool.layer",
                            "What each layer takes of a call",
                            "layer",
                            stage.stage().wireName())
                    .record(stage.took());
        }
        Layer layer = end.layer();
        if (layer != null) {
            Counter.builder("tool.denied")
                    .description("Refused calls")
                    .tag("reason", reason)
                    .tag("layer", layer.wireName())
                    .register(registry)
                    .increment();
        }
        if (end.reason() == Reason.LIMIT_STORE_UNAVAILABLE) {
            storeErrors.increment();
        }
    }

    @Override
    public void auditAppended(Duration took, boolean durable) {
        timer("tool.audit.append", "Putting one record into the audit log", "result", durable ? "success" : "error")
                .record(took);
    }

    @Override
    public void watch(Level level, IntSupplier now) {
        Gauge.Builder<?> gauge = switch (level) {
            case SANDBOXES_IN_USE ->
                Gauge.builder("tool.sandbox.in.use", now::getAsInt).description("Places for sandboxes taken");
            case SANDBOXES_WAITING ->
                Gauge.builder("tool.sandbox.waiting", now::getAsInt).description("Calls waiting for a place");
            case SANDBOXES_READY ->
                Gauge.builder("tool.sandbox.ready", now::getAsInt).description("Sandboxes waiting for a call");
        };
        levels.add(gauge.register(registry));
    }

    @Override
    public void close() {
        levels.forEach(registry::remove);
    }

    private Timer timer(String name, String description, String tag, String value) {
        return Timer.builder(name)
                .description(description)
                .tag(tag, value)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
