package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Credential;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.ratelimit.LimitStore;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.SafeTelemetry;
import dev.toolrun.telemetry.Telemetry;
import dev.toolrun.telemetry.metrics.MetricsTelemetry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What is counted and timed of calls, and that nothing of it gets in a call's way. */
class MetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ObservedRunner observed = runner(MetricsTelemetry.of(registry));

    @Test
    void aCallIsCountedByToolAndResultAndEachOfItsLayersIsTimed() {
        observed.runner.run(echo());

        assertThat(count("tool.invocation", "tool", "echo", "result", "success", "reason", "ok"))
                .isEqualTo(1);
        for (String layer : List.of(
                "authentication", "authorization", "rate_limit", "validation", "queue", "sandbox", "sanitization")) {
            assertThat(layer(layer).count()).as(layer).isEqualTo(1);
        }
        assertThat(layer("audit").count()).isEqualTo(2);
        assertThat(layer("sandbox").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1);
        Timer call = registry.get("tool.call").tag("tool", "echo").timer();
        assertThat(call.count()).isEqualTo(1);
        assertThat(call.totalTime(TimeUnit.MILLISECONDS)).isGreaterThan(14);
        assertThat(registry.get("tool.audit.append")
                        .tag("result", "success")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.find("tool.denied").counter()).isNull();
    }

    @Test
    void aRefusalIsCountedByReasonAndLayer() {
        observed.runner.run(ToolCall.of("forbidden", Map.of()));
        observed.runner.run(echo().withCredential(new Credential.Token("t")));
        observed.runner.run(ToolCall.of("echo", Map.of("text", 1)));

        assertThat(count("tool.denied", "reason", "not_permitted", "layer", "authorization"))
                .isEqualTo(1);
        assertThat(count("tool.denied", "reason", "unauthenticated", "layer", "authentication"))
                .isEqualTo(1);
        assertThat(count("tool.denied", "reason", "invalid_arguments", "layer", "validation"))
                .isEqualTo(1);
        assertThat(count("tool.invocation", "tool", "forbidden", "result", "denied", "reason", "not_permitted"))
                .isEqualTo(1);
        assertThat(layer("sandbox")).isNull();
        assertThat(layer("audit").count()).isEqualTo(3);
    }

    @Test
    void aFailureIsAnError() {
        observed.sandbox.endsWith(() -> new Outcome.Stopped(Reason.TIMEOUT, null, null, true));
        observed.runner.run(echo());
        observed.log.setFailing(true);
        observed.runner.run(echo());

        assertThat(count("tool.invocation", "tool", "echo", "result", "error", "reason", "timeout"))
                .isEqualTo(1);
        assertThat(count("tool.invocation", "tool", "echo", "result", "error", "reason", "audit_unavailable"))
                .isEqualTo(1);
        assertThat(registry.get("tool.audit.append")
                        .tag("result", "error")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aStoreOfLimitsThatCannotBeUsedIsCounted() {
        LimitStore broken = new BrokenStore();
        new ObservedRunner(MetricsTelemetry.of(registry), broken).runner.run(echo());

        assertThat(registry.get("tool.limit.store.errors").counter().count()).isEqualTo(1);
    }

    @Test
    void noCallerChoosesATag() {
        observed.runner.run(ToolCall.of("made-up-by-a-model", Map.of("text", "hello")));
        observed.runner.run(ToolCall.of("echo", Map.of("text", "hello"))
                .withSession("conversation")
                .withRole("made-up"));
        observed.runner.run(
                ToolCall.of("echo", Map.of("text", "hello", "more", "x")).withKey("key"));

        assertThat(count("tool.invocation", "tool", "_unknown", "result", "denied", "reason", "not_permitted"))
                .isEqualTo(1);
        assertThat(registry.getMeters())
                .flatExtracting(MetricsTest::tagValues)
                .isNotEmpty()
                .noneMatch(value -> value.matches(".*(made-up|alice|hello|conversation|text|more).*"));
    }

    @Test
    void aCheckIsNoCall() {
        observed.runner.check(echo());

        assertThat(registry.find("tool.invocation").counter()).isNull();
        assertThat(registry.find("tool.call").timer()).isNull();
    }

    @Test
    void levelsAreShownUntilTheRunnerIsClosed() {
        Telemetry metrics = MetricsTelemetry.of(registry);
        metrics.watch(Level.SANDBOXES_IN_USE, () -> 3);
        metrics.watch(Level.SANDBOXES_WAITING, () -> 7);
        metrics.watch(Level.SANDBOXES_READY, () -> 2);

        assertThat(registry.get("tool.sandbox.in.use").gauge().value()).isEqualTo(3);
        assertThat(registry.get("tool.sandbox.waiting").gauge().value()).isEqualTo(7);
        assertThat(registry.get("tool.sandbox.ready").gauge().value()).isEqualTo(2);
        metrics.close();
        assertThat(registry.find("tool.sandbox.in.use").gauge()).isNull();
        assertThat(registry.find("tool.sandbox.waiting").gauge()).isNull();
    }

    @Test
    void brokenTelemetryBreaksNoCallAndNoOtherTelemetry() {
        Telemetry safe = SafeTelemetry.of(List.of(new Broken(false), new Broken(true), MetricsTelemetry.of(registry)));
        ObservedRunner watched = runner(safe);
        safe.watch(Level.SANDBOXES_IN_USE, () -> 1);

        assertThat(watched.runner.run(echo()).reason()).isEqualTo(Reason.OK);
        assertThat(watched.log.records()).hasSize(2);
        safe.close();
        assertThat(count("tool.invocation", "tool", "echo", "result", "success", "reason", "ok"))
                .isEqualTo(1);
    }

    private static ObservedRunner runner(Telemetry telemetry) {
        return new ObservedRunner(telemetry, new MemoryLimitStore(new SettableClock()));
    }

    private static ToolCall echo() {
        return ToolCall.of("echo", Map.of("text", "x"));
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private Timer layer(String name) {
        return registry.find("tool.layer").tag("layer", name).timer();
    }

    private static List<String> tagValues(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getValue).toList();
    }

    private static final class BrokenStore implements LimitStore {
        @Override
        public Verdict take(List<Demand> demands) {
            throw RunnerException.beforeStart(Reason.LIMIT_STORE_UNAVAILABLE, "Not now.", "", null);
        }

        @Override
        public Verdict peek(List<Demand> demands) {
            return take(demands);
        }
    }

    /** Fails at once, or only with what it has handed out. */
    private record Broken(boolean later) implements Telemetry {
        @Override
        public Observation callBegins(CallBegin begin) {
            if (!later) {
                throw new IllegalStateException("broken");
            }
            return new Observation() {
                @Override
                public String traceId() {
                    throw new NoClassDefFoundError("broken");
                }

                @Override
                public void ended(CallEnd end) {
                    throw new IllegalStateException("broken");
                }
            };
        }

        @Override
        public void auditAppended(Duration took, boolean durable) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void watch(Level level, IntSupplier now) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {
            throw new IllegalStateException("broken");
        }
    }
}
