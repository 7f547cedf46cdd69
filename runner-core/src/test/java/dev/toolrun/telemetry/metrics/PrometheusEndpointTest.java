package dev.toolrun.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics as Prometheus gets them. */
class PrometheusEndpointTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private PrometheusEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        endpoint = PrometheusEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void itsTextHasWhatWasCounted() throws Exception {
        endpoint.callBegins(new CallBegin("id", "echo", null, Instant.EPOCH))
                .ended(new CallEnd(Reason.RATE_LIMITED, Layer.RATE_LIMIT, Duration.ofMillis(20), List.of()));
        endpoint.auditAppended(Duration.ofMillis(1), true);
        endpoint.watch(Level.SANDBOXES_WAITING, () -> 5);

        HttpResponse<String> answer = send("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body().lines())
                .contains(
                        "tool_invocation_total{reason=\"rate_limited\",result=\"denied\",tool=\"echo\"} 1.0",
                        "tool_denied_total{layer=\"rate_limit\",reason=\"rate_limited\"} 1.0",
                        "tool_call_seconds_count{tool=\"echo\"} 1",
                        "tool_call_seconds_bucket{tool=\"echo\",le=\"0.01\"} 0",
                        "tool_call_seconds_bucket{tool=\"echo\",le=\"0.025\"} 1",
                        "tool_audit_append_seconds_count{result=\"success\"} 1",
                        "tool_limit_store_errors_total 0.0",
                        "tool_sandbox_waiting 5.0");
    }

    @Test
    void itAnswersNothingElse() throws Exception {
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/metrics/x").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
        HttpResponse<String> head = send("HEAD", "/metrics");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whoeverDoesNotFinishAskingKeepsNobodyFromIt() throws Exception {
        try (Socket socket =
                new Socket(endpoint.address().getAddress(), endpoint.address().getPort())) {
            socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsAnErrorAndAClosedEndpointFreesItsOwn() throws IOException {
        InetSocketAddress address = endpoint.address();
        assertThatExceptionOfType(RunnerException.class)
                .isThrownBy(() -> PrometheusEndpoint.open(address))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION))
                .satisfies(e -> assertThat(e.hint()).contains(Integer.toString(address.getPort())));

        endpoint.close();
        PrometheusEndpoint.open(address).close();
    }

    @Test
    void itKeepsNoProcessAlive() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().matches("HTTP-Dispatcher|toolrun-prometheus"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        InetSocketAddress address = endpoint.address();
        URI uri = new URI("http", null, address.getAddress().getHostAddress(), address.getPort(), path, null, null);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
