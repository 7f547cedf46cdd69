package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Credential;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final ConfigIdentity IDENTITY = new ConfigIdentity(null, "", null);
    private static final CallRequest.Wanted WANTED = new CallRequest.Wanted(true, null, false, false, false);

    @TempDir
    private Path folder;

    private final TestService service = new TestService();
    private Path socket;

    @BeforeEach
    void name() {
        socket = folder.resolve("s");
    }

    private static CallRequest request(String tool) {
        return new CallRequest(tool, List.of(), null, new Credential.None(), null, null, null, null, null, WANTED);
    }

    /** Says what is wanted, up to where the server has taken the call. */
    private static FrameChannel call(TestServer server, String tool) throws IOException {
        FrameChannel client = server.connect();
        client.write(FrameType.HELLO, IDENTITY.hello());
        client.read(FrameType.WELCOME);
        client.write(FrameType.CALL, request(tool).payload());
        client.read(FrameType.TAKEN);
        return client;
    }

    private static Ending ending(FrameChannel client) throws IOException {
        return Ending.of(client.read(FrameType.END));
    }

    private static void assertServes(TestServer server) throws IOException {
        try (FrameChannel client = call(server, "any")) {
            assertThat(ending(client)).isEqualTo(new Ending(0, true));
        }
    }

    private static void assertEnded(FrameChannel client) {
        assertThatThrownBy(client::next).isInstanceOf(EOFException.class);
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
                "01 00000010 00000001 ffffffff ffffffff ffffffff 02 01000001",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 02 00000008 00000000 7fffffff",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 02 00000008 00000000 ffffffff",
                "01 00000010 00000001 ffffffff ffffffff ffffffff 03 00000004 ffffffff",
            })
    void whatIsNoRequestEndsItsOwnConnectionAndNothingElse(String bytes) throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel other = call(server, "end");
                SocketChannel hostile = server.channel()) {
            service.waiting.await();
            hostile.write(ByteBuffer.wrap(HexFormat.of().parseHex(bytes.replace(" ", ""))));
            assertThat(bytesUntilTheEnd(hostile)).as("no more than a welcome").isLessThanOrEqualTo(6);
            assertThat(service.callers).hasSize(1);
            service.mayEnd.countDown();
            assertThat(ending(other)).isEqualTo(new Ending(0, true));
            assertServes(server);
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
        assertThat(CallRequest.of(request("t").payload())).isEqualTo(request("t"));
        CallRequest key =
                new CallRequest("t", List.of(), null, new Credential.ApiKey(""), null, null, null, null, null, WANTED);
        assertThat(CallRequest.of(key.payload())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void aTimeThatIsNoneIsNoRequest(long seconds) throws Exception {
        CallRequest timed = new CallRequest(
                "t",
                List.of(),
                null,
                new Credential.None(),
                null,
                null,
                null,
                Duration.ofSeconds(seconds),
                null,
                WANTED);
        byte[] payload = timed.payload();
        assertThatThrownBy(() -> CallRequest.of(payload)).isInstanceOf(IOException.class);
    }

    @Test
    void whoSaysNothingIsNotWaitedFor() throws Exception {
        ServerLimits hasty =
                new ServerLimits(8, 4, 1024, Duration.ofMillis(1), Duration.ofMinutes(10), Duration.ofMinutes(10));
        try (TestServer server = new TestServer(socket, service, hasty);
                FrameChannel silent = server.connect()) {
            assertEnded(silent);
        }
    }

    @Test
    void whoDoesNotTakeTheAnswerIsNotWaitedFor() throws Exception {
        ServerLimits hasty =
                new ServerLimits(8, 4, 1024, Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMinutes(10));
        CallService verbose = new CallService() {
            @Override
            public Decline declines(ConfigIdentity asked) {
                return null;
            }

            @Override
            public Ending call(CallRequest request, Credential.Peer caller, Turn turn) {
                turn.cancellable(() -> 0);
                assertThatThrownBy(() -> turn.output().write(new byte[64 * 1024 * 1024]))
                        .isInstanceOf(IOException.class);
                service.cancelled.countDown();
                return new Ending(0, true);
            }

            @Override
            public void cancelAll() {}
        };
        try (TestServer server = new TestServer(socket, verbose, hasty);
                FrameChannel client = call(server, "any")) {
            assertThat(service.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** One user can't keep all others out, and nobody gets in without a place. */
    @Test
    void oneUserHasOnlySoManyConnections() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            List<FrameChannel> held = new ArrayList<>();
            for (int i = 0; i < TestServer.LIMITS.perUser(); i++) {
                held.add(call(server, "end"));
            }
            try (FrameChannel refused = server.connect()) {
                assertThat(Decline.of(refused.read(FrameType.DECLINED))).isEqualTo(Decline.BUSY);
            }
            service.mayEnd.countDown();
            for (FrameChannel client : held) {
                ending(client);
                assertEnded(client);
            }
            assertServes(server);
        }
    }

    @Test
    void requestsHaveOnlySoManyBytesTogether() throws Exception {
        ServerLimits little =
                new ServerLimits(8, 4, 100, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(10));
        try (TestServer server = new TestServer(socket, service, little)) {
            FrameChannel held = call(server, "end");
            try (FrameChannel refused = server.connect()) {
                refused.write(FrameType.HELLO, IDENTITY.hello());
                refused.read(FrameType.WELCOME);
                refused.write(FrameType.CALL, request("x".repeat(60)).payload());
                assertThat(Decline.of(refused.read(FrameType.DECLINED))).isEqualTo(Decline.BUSY);
            }
            service.mayEnd.countDown();
            ending(held);
            assertEnded(held);
            assertServes(server);
        }
    }

    @Test
    void aClientThatGoesAwayCancelsItsCall() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            FrameChannel client = call(server, "wait");
            service.waiting.await();
            client.close();
            assertThat(service.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
            assertServes(server);
        }
    }

    /** What nobody asked for is not kept. */
    @Test
    void aClientThatAnswersWithoutAQuestionIsNotHeard() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel client = call(server, "wait")) {
            byte[] nothing = new PayloadWriter().text(null).bytes();
            client.write(FrameType.WRITTEN, nothing);
            client.write(FrameType.WRITTEN, nothing);
            assertThat(service.cancelled.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(ending(client)).isEqualTo(new Ending(6, true));
        }
    }

    @Test
    void aClientThatSaysNoMoreGetsItsAnswer() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel client = call(server, "wait")) {
            client.endOutput();
            assertThat(ending(client)).isEqualTo(new Ending(6, true));
        }
    }

    @Test
    void callsEndBeforeTheServerDoes() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                FrameChannel running = call(server, "end");
                FrameChannel silent = server.connect()) {
            silent.write(FrameType.HELLO, IDENTITY.hello());
            silent.read(FrameType.WELCOME);
            service.waiting.await();
            server.end();
            assertEnded(silent);
            assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
            assertThat(server.thread.isAlive()).isTrue();
            service.mayEnd.countDown();
            assertThat(ending(running)).isEqualTo(new Ending(0, true));
            server.awaitEnd();
        }
    }

    @Test
    void callsThatTakeTooLongAreCancelled() throws Exception {
        ServerLimits hasty =
                new ServerLimits(8, 4, 1024, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMillis(1));
        try (TestServer server = new TestServer(socket, service, hasty);
                FrameChannel running = call(server, "end")) {
            service.waiting.await();
            server.end();
            assertThat(ending(running)).isEqualTo(new Ending(0, true));
            server.awaitEnd();
        }
    }
}
