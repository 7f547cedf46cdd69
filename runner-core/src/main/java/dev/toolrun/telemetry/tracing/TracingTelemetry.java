package dev.toolrun.telemetry.tracing;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.StageTime;
import dev.toolrun.telemetry.Telemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span {@code execute_tool NAME} for each call, with a child for each layer. Its parent is what the call's
 * {@code traceparent} says, or else the span that is current in the calling thread. It says nothing of users, arguments and
 * output. Thread-safe.
 */
public final class TracingTelemetry implements Telemetry {
    private static final String SCOPE = "dev.toolrun";
    private static final Traceparent TRACEPARENT = new Traceparent();

    private final Tracer tracer;

    TracingTelemetry(TracerProvider provider) {
        tracer = provider.get(SCOPE);
    }

    /**
     * @param openTelemetry stays the caller's to close
     */
    public static TracingTelemetry of(OpenTelemetry openTelemetry) {
        return new TracingTelemetry(openTelemetry.getTracerProvider());
    }

    @Override
    public Observation callBegins(CallBegin begin) {
        Span span = tracer.spanBuilder(GenAiAttributes.EXECUTE_TOOL + " " + begin.tool())
                .setParent(parent(begin.traceparent()))
                .setSpanKind(SpanKind.INTERNAL)
                .setStartTimestamp(begin.at())
                .setAttribute(GenAiAttributes.OPERATION_NAME, GenAiAttributes.EXECUTE_TOOL)
                .setAttribute(GenAiAttributes.TOOL_NAME, begin.tool())
                .setAttribute(GenAiAttributes.TOOL_TYPE, GenAiAttributes.FUNCTION)
                .setAttribute(GenAiAttributes.TOOL_CALL_ID, begin.callId())
                .startSpan();
        return new SpanObservation(span, begin.at());
    }

    private static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.current()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
    }

    private final class SpanObservation implements Observation {
        private final Span span;
        private final Instant begin;

        SpanObservation(Span span, Instant begin) {
            this.span = span;
            this.begin = begin;
        }

        @Override
        public @Nullable String traceId() {
            SpanContext context = span.getSpanContext();
            return context.isValid() ? context.getTraceId() : null;
        }

        @Override
        public void ended(CallEnd end) {
            end.stages().forEach(this::child);
            span.setAttribute(GenAiAttributes.STATUS, end.reason().status().wireName());
            Layer layer = end.layer();
            if (layer != null) {
                span.setAttribute(GenAiAttributes.LAYER, layer.wireName());
            }
            if (end.reason() != Reason.OK) {
                span.setAttribute(GenAiAttributes.ERROR_TYPE, end.reason().wireName());
                span.setStatus(StatusCode.ERROR);
            }
            span.end(begin.plus(end.took()));
        }

        private void child(StageTime time) {
            Instant childBegin = begin.plus(time.begin());
            Span child = tracer.spanBuilder(time.stage().wireName())
                    .setParent(Context.root().with(span))
                    .setStartTimestamp(childBegin)
                    .startSpan();
            if (!time.passed()) {
                child.setStatus(StatusCode.ERROR);
            }
            child.end(childBegin.plus(time.took()));
        }
    }

    /** The one header that there is. */
    private static final class Traceparent implements TextMapGetter<String> {
        private static final String NAME = "traceparent";

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(NAME);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(NAME) ? carrier : null;
        }
    }
}
