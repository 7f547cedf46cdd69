package dev.toolrun.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.audit.AuditSink;
import dev.toolrun.audit.AuditSinkContract;
import dev.toolrun.audit.syslog.TestSyslogReceiver.Manner;
import dev.toolrun.authn.token.TestIdp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records on their way to a receiver over TLS. */
class SyslogSinkTest extends AuditSinkContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static SSLContext identity;
    private TestSyslogReceiver receiver;

    @BeforeAll
    static void makeIdentity(@TempDir Path folder) throws Exception {
        identity = TestIdp.identity(folder);
    }

    @AfterAll
    static void forgetIdentity() {
        identity = null;
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = new TestSyslogReceiver(identity);
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
    }

    @Override
    protected AuditSink sink() {
        return sink("127.0.0.1", LONG);
    }

    @Override
    protected List<String> received() {
        return receiver.messages().stream()
                .map(message -> message.replaceFirst("(?s)^.*?(?<!\\\\)\"\\] ", ""))
                .toList();
    }

    @Override
    protected void setFailing(boolean failing) {
        receiver.setManner(failing ? Manner.RESETS : Manner.GOOD);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        assertThatThrownBy(() -> sink("localhost", LONG).deliver(List.of(record(1, "{}"))))
                .isInstanceOf(SSLException.class);
        assertThat(receiver.messages()).isEmpty();
    }

    @Test
    void anAuthorityThatIsNotTrustedIsRefused() {
        AuditSink sink = new SyslogSink("127.0.0.1", receiver.port(), TrustedAuthorities.sockets(null));

        assertThatThrownBy(() -> sink.deliver(List.of(record(1, "{}")))).isInstanceOf(SSLException.class);
        assertThat(receiver.messages()).isEmpty();
    }

    @Test
    void withoutTlsNothingLeavesThisHost() throws Exception {
        AuditSink elsewhere = new SyslogSink("192.0.2.1", 6514, null);
        assertThatThrownBy(() -> elsewhere.deliver(List.of(record(1, "{}"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("by TLS only");

        try (TestSyslogReceiver plain = new TestSyslogReceiver(null)) {
            new SyslogSink("127.0.0.1", plain.port(), null).deliver(List.of(record(1, "{}"), record(2, "{}")));
            assertThat(plain.messages()).hasSize(2);
        }
    }

    @Test
    void aReceiverWithoutTlsGetsNothing() throws Exception {
        try (TestSyslogReceiver plain = new TestSyslogReceiver(null)) {
            AuditSink sink = new SyslogSink("127.0.0.1", plain.port(), identity.getSocketFactory());
            assertThatThrownBy(() -> sink.deliver(List.of(record(1, "{}")))).isInstanceOf(IOException.class);
            assertThat(plain.messages()).isEmpty();
        }
    }

    @Test
    void aReceiverThatNeverReadsCostsABoundedTime() {
        receiver.setManner(Manner.IS_SILENT);
        assertThatThrownBy(() -> sink("127.0.0.1", Duration.ofMillis(200)).deliver(List.of(record(1, "{}"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void closingBreaksADeliveryOff() throws Exception {
        receiver.setManner(Manner.IS_SILENT);
        AuditSink sink = sink("127.0.0.1", LONG);
        var delivery = CompletableFuture.supplyAsync(() -> {
            try {
                sink.deliver(List.of(record(1, "{}")));
                return "delivered";
            } catch (IOException e) {
                return "broken off";
            }
        });
        receiver.connected().await();
        sink.close();
        assertThat(delivery.get(LONG.toSeconds() / 2, TimeUnit.SECONDS)).isEqualTo("broken off");
    }

    private AuditSink sink(String host, Duration deadline) {
        return new SyslogSink(host, receiver.port(), identity.getSocketFactory(), deadline);
    }
}
