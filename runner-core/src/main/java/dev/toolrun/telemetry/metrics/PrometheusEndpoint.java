package dev.toolrun.telemetry.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.Telemetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;

/**
 * Metrics for Prometheus to fetch, at {@code /metrics}. Its threads are daemons of their own, so that whoever fetches, or does
 * not finish fetching, delays no call. Thread-safe.
 */
public final class PrometheusEndpoint implements Telemetry {
    private static final String PATH = "/metrics";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int THREADS = 4;
    private static final int BACKLOG = 16;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricsTelemetry metrics = MetricsTelemetry.of(registry);
    private final HttpServer server;
    private final ExecutorService threads;

    private PrometheusEndpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens from now on.
     *
     * @param address where; with port 0, on a free port
     * @throws RunnerException with {@code invalid_configuration} if that is not possible
     */
    public static PrometheusEndpoint open(InetSocketAddress address) {
        try {
            return listen(address);
        } catch (IOException e) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The metrics can't be offered as configured.",
                    "telemetry.prometheus is " + address + ": " + e.getMessage() + ".",
                    e);
        }
    }

    private static PrometheusEndpoint listen(InetSocketAddress address) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, PrometheusEndpoint::daemon);
        try {
            HttpServer server = HttpServer.create(address, BACKLOG);
            PrometheusEndpoint endpoint = new PrometheusEndpoint(server, threads);
            server.setExecutor(threads);
            server.createContext("/", endpoint::answer);
            // the server's own thread is a daemon as is the one that starts it
            threads.submit(server::start).get();
            return endpoint;
        } catch (IOException e) {
            threads.shutdown();
            throw e;
        } catch (InterruptedException e) {
            threads.shutdown();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            threads.shutdown();
            throw new IOException(e.getCause());
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public Observation callBegins(CallBegin begin) {
        return metrics.callBegins(begin);
    }

    @Override
    public void auditAppended(Duration took, boolean durable) {
        metrics.auditAppended(took, durable);
    }

    @Override
    public void watch(Level level, IntSupplier now) {
        metrics.watch(level, now);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        registry.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
            } else {
                byte[] text = registry.scrape(TEXT).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", TEXT);
                exchange.sendResponseHeaders(200, method.equals("HEAD") ? -1 : text.length);
                if (method.equals("GET")) {
                    exchange.getResponseBody().write(text);
                }
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "toolrun-prometheus");
        thread.setDaemon(true);
        return thread;
    }
}
