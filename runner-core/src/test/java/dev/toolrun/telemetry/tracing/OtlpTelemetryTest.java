package dev.toolrun.telemetry.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.toolrun.call.Reason;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.Stage;
import dev.toolrun.telemetry.StageTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Spans on their way to a collector, and what a bad collector can do to calls: nothing. */
class OtlpTelemetryTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MORE_THAN_ARE_KEPT = 5000;

    @Test
    void spansArriveAtTheCollector() throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        HttpServer collector = collector(received);
        try {
            OtlpTelemetry telemetry =
                    OtlpTelemetry.to(address(collector.getAddress().getPort(), "/base/"));
            call(telemetry);
            telemetry.close();

            await().atMost(LONG).until(() -> !received.isEmpty());
            assertThat(String.join("", received))
                    .startsWith("POST application/x-protobuf ")
                    .contains("execute_tool echo", "gen_ai.tool.call.id", "sandbox", "service.name", "toolrun");
        } finally {
            collector.stop(0);
        }
    }

    /** The end of a process waits for them, although it was closed before. */
    @Test
    void spansOfAProcessThatEndsAtOnceArrive() throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        HttpServer collector = collector(received);
        try {
            URI address = address(collector.getAddress().getPort(), "/base/");
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process process = new ProcessBuilder(
                            java,
                            "-cp",
                            System.getProperty("java.class.path"),
                            OneSpan.class.getName(),
                            address.toString())
                    .inheritIO()
                    .start();
            assertThat(process.waitFor()).isZero();
            assertThat(String.join("", received)).contains("execute_tool echo");
        } finally {
            collector.stop(0);
        }
    }

    static final class OneSpan {
        private OneSpan() {}

        public static void main(String[] args) {
            OtlpTelemetry telemetry = OtlpTelemetry.to(URI.create(args[0]));
            call(telemetry);
            telemetry.close();
        }
    }

    /** Were any of this to wait for the collector, it would for minutes: five seconds for each batch. */
    @Test
    void aCollectorThatNeverAnswersDelaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertDelaysNothing(silent.getLocalPort());
        }
    }

    @Test
    void aCollectorThatIsGoneDelaysNothing() throws Exception {
        assertDelaysNothing(freePort());
    }

    private static void assertDelaysNothing(int port) throws Exception {
        OtlpTelemetry telemetry = OtlpTelemetry.to(address(port, ""));
        long begin = System.nanoTime();
        for (int i = 0; i < MORE_THAN_ARE_KEPT; i++) {
            call(telemetry);
        }
        telemetry.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
    }

    private static HttpServer collector(Queue<String> received) throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/base/v1/traces", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        return collector;
    }

    private static void call(OtlpTelemetry telemetry) {
        StageTime sandbox = new StageTime(Stage.SANDBOX, Duration.ofMillis(1), Duration.ofMillis(2), true);
        telemetry
                .callBegins(new CallBegin("01JD0000000000000000000000", "echo", null, Instant.EPOCH))
                .ended(new CallEnd(Reason.OK, null, Duration.ofMillis(5), List.of(sandbox)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static URI address(int port, String path) throws Exception {
        return new URI("http", null, "127.0.0.1", port, path, null, null);
    }
}
