package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.telemetry.tracing.TracingTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spans of calls, as an embedder's own OpenTelemetry gets them. */
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final ObservedRunner observed = runner(openTelemetry);

    @Test
    void aCallIsASpanWithAChildForEachLayer() {
        ToolResult result = observed.runner.run(echo().withTraceparent("00-" + TRACE + "-" + PARENT + "-01"));

        SpanData call = call();
        assertThat(call.getName()).isEqualTo("execute_tool echo");
        assertThat(call.getTraceId()).isEqualTo(TRACE).isEqualTo(result.traceId());
        assertThat(call.getParentSpanId()).isEqualTo(PARENT);
        assertThat(attributes(call))
                .containsOnly(
                        Map.entry("gen_ai.operation.name", "execute_tool"),
                        Map.entry("gen_ai.tool.name", "echo"),
                        Map.entry("gen_ai.tool.type", "function"),
                        Map.entry("gen_ai.tool.call.id", result.callId()),
                        Map.entry("toolrun.status", "completed"));
        assertThat(children(call))
                .extracting(SpanData::getName)
                .containsExactly(
                        "authentication",
                        "authorization",
                        "rate_limit",
                        "validation",
                        "queue",
                        "audit",
                        "sandbox",
                        "sanitization",
                        "audit");
        assertThat(observed.log.records())
                .allSatisfy(record -> assertThat(record).containsEntry("traceId", TRACE));
    }

    @Test
    void spansHaveTheTimesOfWhatTheyStandFor() {
        observed.runner.run(echo());

        SpanData call = call();
        assertThat(instant(call.getStartEpochNanos())).isEqualTo(SettableClock.START);
        List<SpanData> children = children(call);
        for (SpanData child : children) {
            assertThat(Duration.ofNanos(child.getEndEpochNanos() - child.getStartEpochNanos()))
                    .isEqualTo(Duration.ofMillis(child.getName().equals("audit") ? 3 : 1));
            assertThat(child.getEndEpochNanos()).isLessThan(call.getEndEpochNanos());
        }
        for (int i = 1; i < children.size(); i++) {
            assertThat(children.get(i).getStartEpochNanos())
                    .isGreaterThan(children.get(i - 1).getEndEpochNanos());
        }
    }

    @Test
    void whatRefusesOrFailsIsAnError() {
        ToolResult refused = observed.runner.run(ToolCall.of("made-up", Map.of("text", "argument")));
        assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
        SpanData call = call();
        assertThat(call.getName()).isEqualTo("execute_tool _unknown");
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(call))
                .containsEntry("error.type", "not_permitted")
                .containsEntry("toolrun.layer", "authorization");
        assertThat(children(call))
                .filteredOn(child -> child.getStatus().getStatusCode() == StatusCode.ERROR)
                .extracting(SpanData::getName)
                .containsExactly("authorization");
        assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain("made-up", "argument", "alice");

        exporter.reset();
        observed.sandbox.endsWith(() -> new Outcome.Completed(Reason.NONZERO_EXIT, 1, null));
        observed.runner.run(echo());
        assertThat(attributes(call())).containsEntry("error.type", "nonzero_exit");
    }

    @Test
    void aCallThatWasMadeWithinASpanIsPartOfItsTrace() {
        Span outer = openTelemetry.getTracer("agent").spanBuilder("turn").startSpan();
        ToolResult result;
        try (Scope scope = outer.makeCurrent()) {
            assertThat(scope).isNotNull();
            result = observed.runner.run(echo());
        }
        assertThat(call().getParentSpanId()).isEqualTo(outer.getSpanContext().getSpanId());
        assertThat(result.traceId()).isEqualTo(outer.getSpanContext().getTraceId());
    }

    @Test
    void whatTheCallersTraceSaysCountsMoreThanTheThread() {
        Span outer = openTelemetry.getTracer("agent").spanBuilder("turn").startSpan();
        try (Scope scope = outer.makeCurrent()) {
            assertThat(scope).isNotNull();
            observed.runner.run(echo().withTraceparent("00-" + TRACE + "-" + PARENT + "-01"));
        }
        assertThat(call().getTraceId()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void aMalformedTraceBeginsANewOneThatResultAndSpanShare(String traceparent) {
        ToolResult result = observed.runner.run(echo().withTraceparent(traceparent));

        assertThat(call().getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(call().getTraceId()).isEqualTo(result.traceId()).isNotEqualTo(TRACE);
    }

    @Test
    void whatTheCallerDoesNotWantTracedIsNot() {
        ToolResult result = observed.runner.run(echo().withTraceparent("00-" + TRACE + "-" + PARENT + "-00"));

        assertThat(result.traceId()).isEqualTo(TRACE);
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void anOpenTelemetryThatDoesNothingLeavesTheTraceAsItIs() {
        ObservedRunner unobserved = runner(OpenTelemetry.noop());

        assertThat(unobserved.runner.run(echo()).traceId())
                .matches("[0-9a-f]{32}")
                .isNotEqualTo("0".repeat(32));
        assertThat(unobserved
                        .runner
                        .run(echo().withTraceparent("00-" + TRACE + "-" + PARENT + "-01"))
                        .traceId())
                .isEqualTo(TRACE);
    }

    private static ObservedRunner runner(OpenTelemetry telemetry) {
        return new ObservedRunner(TracingTelemetry.of(telemetry), new MemoryLimitStore(new SettableClock()));
    }

    private static ToolCall echo() {
        return ToolCall.of("echo", Map.of("text", "x"));
    }

    private SpanData call() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("execute_tool"))
                .findFirst()
                .orElseThrow();
    }

    private List<SpanData> children(SpanData parent) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new HashMap<>();
        for (Map.Entry<AttributeKey<?>, Object> entry :
                span.getAttributes().asMap().entrySet()) {
            attributes.put(entry.getKey().getKey(), entry.getValue());
        }
        return attributes;
    }

    private static Instant instant(long epochNanos) {
        return Instant.EPOCH.plusNanos(epochNanos);
    }
}
