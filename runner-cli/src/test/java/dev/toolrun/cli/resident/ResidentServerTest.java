package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Credential;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ResidentServerTest {
    @TempDir
    private Path folder;

    private final TestService service = new TestService();
    private Path socket;

    @BeforeEach
    void name() {
        socket = folder.resolve("s");
    }

    /** A number for the type, one for the length, and bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 00000000",
                "02 00000000",
                "11 00000000",
                "ff 00000001 00",
                "01 7fffffff",
                "01 ffffffff",
                "01 00008001",
                "01 00000000",
                "01 00000004 00000001",
                "01 00000008 00000001 7fffffff",
                "01 00000008 00000001 fffffffe",
                "01 00000011 00000001 ffffffff ffffffff ffffffff 00",
                "01 00000011 00000001 00000001 ff ffffffff ffffffff",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 02 01800001",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 02 00000008 00000000 7fffffff",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 02 00000008 00000000 ffffffff",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 03 00000004 ffffffff",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 04 00000000",
            })
    void whatIsNoRequestEndsItsOwnConnectionAndNothingElse(String bytes) throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel other = server.call("end");
                SocketChannel hostile = server.channel()) {
            service.waiting.await();
            hostile.write(ByteBuffer.wrap(HexFormat.of().parseHex(bytes.replace(" ", ""))));
            assertThat(bytesUntilTheEnd(hostile)).as("no more than a welcome").isLessThanOrEqualTo(6);
            assertThat(service.callers).hasSize(1);
            service.mayEnd.countDown();
            assertThat(TestServer.ending(other)).isEqualTo(new Ending(0, true));
            server.assertServes();
        }
    }

    private static int bytesUntilTheEnd(SocketChannel channel) {
        ByteBuffer answer = ByteBuffer.allocate(64);
        try {
            while (channel.read(answer) >= 0) {
                assertThat(answer.hasRemaining()).isTrue();
            }
        } catch (IOException e) {
            // an end as well, where something was left unread
        }
        return answer.position();
    }

    @Test
    void aRequestArrivesAsItWasSent() throws Exception {
        CallRequest full = new CallRequest(
                "tool",
                List.of(new CallRequest.Given("a", false, "ä\0"), new CallRequest.Given("", true, "{")),
                "{}",
                new Credential.Token("secret"),
                "s",
                "r",
                "k",
                Duration.ofMillis(1500),
                "t",
                new CallRequest.Wanted(false, "x", true, true, true));
        assertThat(CallRequest.of(full.payload())).isEqualTo(full);
        assertThat(full.toString()).doesNotContain("secret");
        assertThat(CallRequest.of(TestServer.request("t").payload())).isEqualTo(TestServer.request("t"));
        CallRequest key = new CallRequest(
                "t", List.of(), null, new Credential.ApiKey(""), null, null, null, null, null, TestServer.WANTED);
        assertThat(CallRequest.of(key.payload())).isEqualTo(key);
    }

    /** Also one that no call may have: that is for the call to find out. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void anyTimeArrivesAsItWasSent(long seconds) throws Exception {
        CallRequest timed = timed(Duration.ofSeconds(seconds, 999_999_999));
        assertThat(CallRequest.of(timed.payload())).isEqualTo(timed);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_000_000})
    void aTimeThatIsNoneIsNoRequest(int nanos) throws Exception {
        byte[] payload = timed(Duration.ofSeconds(0x1122334455667788L)).payload();
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        int at = 0;
        while (bytes.getLong(at) != 0x1122334455667788L) {
            at++;
        }
        bytes.putInt(at + Long.BYTES, nanos);
        assertThatThrownBy(() -> CallRequest.of(payload)).isInstanceOf(ProtocolException.class);
    }

    private static CallRequest timed(Duration wallTime) {
        return new CallRequest(
                "t", List.of(), null, new Credential.None(), null, null, null, wallTime, null, TestServer.WANTED);
    }

    @Test
    void aClientThatGoesAwayCancelsItsCall() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            FrameChannel client = server.call("wait");
            service.waiting.await();
            client.close();
            assertThat(service.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
            server.assertServes();
        }
    }

    /** What nobody asked for is not kept. */
    @Test
    void aClientThatAnswersWithoutAQuestionIsNotHeard() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel client = server.call("wait")) {
            byte[] nothing = new PayloadWriter().text(null).bytes();
            client.write(FrameType.WRITTEN, nothing);
            client.write(FrameType.WRITTEN, nothing);
            assertThat(service.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(TestServer.ending(client)).isEqualTo(new Ending(6, true));
        }
    }

    @Test
    void aClientThatCancelsGetsItsAnswer() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel client = server.call("wait")) {
            client.write(FrameType.CANCEL);
            assertThat(TestServer.ending(client)).isEqualTo(new Ending(6, true));
        }
    }

    @Test
    void whatComesAfterTheCallIsNotCancelled() throws Exception {
        CallRequest.Wanted files = new CallRequest.Wanted(true, null, false, true, true);
        CallRequest request =
                new CallRequest("any", List.of(), null, new Credential.None(), null, null, null, null, null, files);
        byte[] written = new PayloadWriter().text(null).bytes();
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel client = server.greet()) {
            client.write(FrameType.CALL, request.payload());
            client.read(FrameType.TAKEN);
            client.read(FrameType.FILE);
            client.write(FrameType.CANCEL);
            client.read(FrameType.FILE_END);
            client.write(FrameType.WRITTEN, written);
            client.read(FrameType.RECEIPT);
            client.write(FrameType.CANCEL);
            client.write(FrameType.WRITTEN, written);
            assertThat(TestServer.ending(client)).isEqualTo(new Ending(0, true));
        }
    }

    @Test
    void callsEndBeforeTheServerDoes() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel running = server.call("end");
                FrameChannel silent = server.greet()) {
            service.waiting.await();
            server.end();
            TestServer.assertEnded(silent);
            assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
            assertThat(server.thread.isAlive()).isTrue();
            service.mayEnd.countDown();
            assertThat(TestServer.ending(running)).isEqualTo(new Ending(0, true));
            server.awaitEnd();
        }
    }

    @Test
    void callsThatTakeTooLongAreCancelled() throws Exception {
        ServerLimits hasty = new ServerLimits(
                8, 4, 1024, 1024, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMillis(1));
        try (TestServer server = new TestServer(socket, service, hasty);
                FrameChannel running = server.call("end")) {
            service.waiting.await();
            server.end();
            assertThat(TestServer.ending(running)).isEqualTo(new Ending(0, true));
            server.awaitEnd();
        }
    }
}
