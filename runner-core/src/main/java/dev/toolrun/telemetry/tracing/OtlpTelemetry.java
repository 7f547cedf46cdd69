package dev.toolrun.telemetry.tracing;

import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sends the spans of calls to a collector, by OTLP over HTTP. A thread of its own does so, in batches; what a collector that is
 * gone or slow does not take in time is dropped, and no call waits for it. Thread-safe.
 */
public final class OtlpTelemetry implements Telemetry {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(OtlpTelemetry.class);
    private static final String TRACES_PATH = "/v1/traces";
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int QUEUE = 2048;

    /** What the end of the process may wait for the last spans. */
    private static final long LAST_SPANS_MS = 1000;

    /** The library logs each failure with its stack; held, since Java forgets loggers that nobody holds. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;
    private final TracingTelemetry spans;
    private final Thread atExit;
    private @Nullable CompletableResultCode end;

    private OtlpTelemetry(SdkTracerProvider provider) {
        this.provider = provider;
        spans = new TracingTelemetry(provider);
        atExit = new Thread(() -> end().join(LAST_SPANS_MS, TimeUnit.MILLISECONDS), "toolrun-otlp-exit");
    }

    /**
     * @param collector the base address; traces go to {@code /v1/traces} below it
     */
    public static OtlpTelemetry to(URI collector) {
        if (LIBRARY.getLevel() == null) {
            LIBRARY.setLevel(Level.OFF);
        }
        SpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(tracesOf(collector))
                .setTimeout(REQUEST_TIMEOUT)
                .setConnectTimeout(REQUEST_TIMEOUT)
                .setRetryPolicy(null)
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.builder()
                                .put(AttributeKey.stringKey("service.name"), "toolrun")
                                .build()))
                .addSpanProcessor(BatchSpanProcessor.builder(new Reporting(exporter, collector))
                        .setMaxQueueSize(QUEUE)
                        .setScheduleDelay(PAUSE)
                        .setExporterTimeout(REQUEST_TIMEOUT)
                        .build())
                .build();
        OtlpTelemetry telemetry = new OtlpTelemetry(provider);
        Runtime.getRuntime().addShutdownHook(telemetry.atExit);
        return telemetry;
    }

    @Override
    public Observation callBegins(CallBegin begin) {
        return spans.callBegins(begin);
    }

    /** The last spans are sent after this returns; the end of the process waits for them, for a second at most. */
    @Override
    public void close() {
        end().whenComplete(this::forgetExit);
    }

    /** The library's own shutdown waits for nothing when it is called again. */
    private synchronized CompletableResultCode end() {
        CompletableResultCode begun = end;
        if (begun == null) {
            begun = provider.shutdown();
            end = begun;
        }
        return begun;
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.trace("the process is ending already", e);
        }
    }

    private static String tracesOf(URI collector) {
        String base = collector.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + TRACES_PATH;
    }

    /** Says once when spans get lost, and once when they arrive again. */
    private static final class Reporting implements SpanExporter {
        private final SpanExporter exporter;
        private final URI collector;
        private final AtomicBoolean failing = new AtomicBoolean();

        Reporting(SpanExporter exporter, URI collector) {
            this.exporter = exporter;
            this.collector = collector;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            CompletableResultCode done = exporter.export(batch);
            done.whenComplete(() -> report(done.isSuccess()));
            return done;
        }

        private void report(boolean success) {
            if (failing.compareAndSet(success, !success)) {
                if (success) {
                    LOG.info("spans arrive at {} again", collector);
                } else {
                    LOG.warn("spans do not arrive at {}; they are dropped", collector);
                }
            }
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
