package dev.toolrun.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.audit.ForwardedAuditLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Audit records at Debian's rsyslog, over TLS: {@code apt-get install rsyslog rsyslog-openssl}. */
@Timeout(300)
class RsyslogIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Path RSYSLOGD = Path.of("/usr/sbin/rsyslogd");
    private static final String CONFIGURATION = """
            global(workDirectory="%1$s" maxMessageSize="2m" defaultNetstreamDriver="ossl"
              defaultNetstreamDriverCAFile="%1$s/cert.pem" defaultNetstreamDriverCertFile="%1$s/cert.pem"
              defaultNetstreamDriverKeyFile="%1$s/key.pem")
            module(load="imtcp" maxFrameSize="2000000" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
            template(name="line" type="string" string="%%syslogfacility-text%%|%%timestamp:::date-rfc3339%%|%%app-name%%|\
            %%structured-data%%|%%msg%%\\n")
            input(type="imtcp" address="127.0.0.1" port="%2$d")
            action(type="omfile" file="%1$s/received" template="line")
            """;

    @TempDir
    Path folder;

    private int port;
    private Process rsyslog;

    @BeforeAll
    static void requireRsyslog() {
        boolean there = Files.isExecutable(RSYSLOGD)
                && Files.exists(Path.of("/usr/lib/" + triplet() + "/rsyslog/lmnsd_ossl.so"));
        if (!there && Boolean.getBoolean("toolrun.engine.required")) {
            throw new IllegalStateException("rsyslog is required: apt-get install rsyslog rsyslog-openssl");
        }
        assumeTrue(there, "there is no rsyslog with TLS: apt-get install rsyslog rsyslog-openssl");
    }

    @BeforeEach
    void prepare() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
                + " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem");
        Files.writeString(folder.resolve("rsyslog.conf"), CONFIGURATION.formatted(folder, port));
        start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        rsyslog.destroy();
        if (!rsyslog.waitFor(20, TimeUnit.SECONDS)) {
            rsyslog.destroyForcibly().waitFor();
        }
    }

    @Test
    void everyRecordArrivesAsItStandsInTheLog() throws Exception {
        try (AuditLog log = log()) {
            log.append(Map.of("event", "test", "callId", "c\"]", "text", "ä😀\n\u0000\u001b\u2028"));
            log.append(Map.of("event", "test", "text", "x".repeat(900_000)));
            for (int i = 3; i <= 500; i++) {
                log.append(Map.of("event", "test", "number", i));
            }
            await().atMost(LONG).until(() -> received().size() == 500);
        }
        List<String> written = Files.readAllLines(folder.resolve("audit/00000000000000000001.jsonl"));
        List<String> received = received().stream().toList();
        for (int i = 0; i < written.size(); i++) {
            assertThat(received.get(i)).endsWith("|" + written.get(i));
            assertThat(received.get(i)).contains("|toolrun|[toolrun@32473 sequence=\"" + (i + 1) + "\"");
        }
        assertThat(received.get(0)).contains("callId=\"c\\\"\\]\"]|");
    }

    @Test
    void aReceiverThatIsKilledAndComesBackMissesNothing() throws Exception {
        try (AuditLog log = log()) {
            for (int i = 1; i <= 300; i++) {
                log.append(Map.of("event", "test", "number", i));
                if (i == 150) {
                    await().atMost(LONG).until(() -> !received().isEmpty());
                    rsyslog.destroyForcibly().waitFor();
                }
                if (i == 250) {
                    start();
                }
            }
            List<String> written = Files.readAllLines(folder.resolve("audit/00000000000000000001.jsonl"));
            await().atMost(LONG)
                    .until(() -> received().stream()
                            .map(line -> line.substring(line.indexOf("]|") + 2))
                            .toList()
                            .containsAll(written));
        }
    }

    private AuditLog log() throws IOException {
        SyslogSink sink = new SyslogSink(
                "127.0.0.1", port, TrustedAuthorities.sockets(Files.readString(folder.resolve("cert.pem"))));
        Path directory = folder.resolve("audit");
        return ForwardedAuditLog.of(new FileAuditLog(directory, Clock.systemUTC()), directory, sink, 16 << 20);
    }

    /** Each line once, in the order in which it came first. */
    private Set<String> received() throws IOException {
        Path file = folder.resolve("received");
        return new LinkedHashSet<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    private void start() throws IOException {
        rsyslog = new ProcessBuilder(
                        RSYSLOGD.toString(),
                        "-n",
                        "-iNONE",
                        "-f",
                        folder.resolve("rsyslog.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslog.log").toFile())
                .start();
        await().atMost(LONG).until(this::answers);
    }

    private boolean answers() throws IOException {
        assertThat(rsyslog.isAlive())
                .as(Files.readString(folder.resolve("rsyslog.log")))
                .isTrue();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void run(String command) throws Exception {
        Process process = new ProcessBuilder(command.split(" ", -1))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.log").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("command.log")))
                .isZero();
    }

    private static String triplet() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
    }
}
