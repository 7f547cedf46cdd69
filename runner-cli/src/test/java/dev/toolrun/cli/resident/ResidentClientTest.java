package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.toolrun.call.Credential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ResidentClientTest {
    private static final ConfigIdentity IDENTITY = new ConfigIdentity(null, "", null);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private Path socket;
    private final TestService service = new TestService();

    @BeforeEach
    void name() throws IOException {
        Path own = Files.createDirectory(folder.toRealPath().resolve("own"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
        socket = own.resolve("s");
    }

    private static CallRequest request(String tool) {
        return request(tool, "{}");
    }

    private static CallRequest request(String tool, String params) {
        CallRequest.Wanted wanted = new CallRequest.Wanted(false, null, false, true, true);
        return new CallRequest(tool, List.of(), params, new Credential.None(), null, null, null, null, null, wanted);
    }

    private void assertNotUsed(String why) {
        assertThatThrownBy(() -> ResidentClient.connect(socket, IDENTITY, PATIENCE))
                .isInstanceOf(NotServedException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsASentence(Decline decline) throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            service.decline = decline;
            assertNotUsed("The resident runner does not take this call: ");
        }
    }

    @Test
    void aSocketThatOthersCanReplaceIsNotUsed() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            ResidentClient.connect(socket, IDENTITY, PATIENCE).close();
            Files.setPosixFilePermissions(socket.resolveSibling(""), PosixFilePermissions.fromString("rwxrwxrwx"));
            assertNotUsed("must not be writable by its group or by others");
        }
    }

    @Test
    void aSocketOfAnotherUserIsNotUsed() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, to give files away");
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            Files.setAttribute(socket, "unix:uid", 65534);
            assertNotUsed("must belong to root or to the user who runs this");
        }
    }

    @Test
    void aListenerOfAnotherUserIsNotUsed() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, to become another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path theirs = Files.createDirectory(folder.toRealPath().resolve("theirs"));
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwxrwxrwx"));
        String program = """
                use Socket;
                ($), $() = ("65534 65534", 65534); ($<, $>) = (65534, 65534);
                socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, pack_sockaddr_un($ARGV[0])) && listen(S, 9) or die $!;
                $| = 1; print "$<\\n"; <STDIN>;
                """;
        Process listener = new ProcessBuilder(
                        "perl", "-e", program, theirs.resolve("s").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(listener.inputReader().readLine()).isEqualTo("65534");
            Files.setAttribute(theirs.resolve("s"), "unix:uid", 0);
            Files.move(theirs.resolve("s"), socket);
            assertNotUsed("it is neither root's nor your own");
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void whatIsNoSocketIsNotUsed() throws Exception {
        Files.createFile(socket);
        assertNotUsed("must be a socket");
        Files.delete(socket);
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(socket));
        }
        assertNotUsed("does not answer");
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedFor() throws Exception {
        try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            deaf.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> ResidentClient.connect(socket, IDENTITY, Duration.ofMillis(1)))
                    .isInstanceOf(NotServedException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void anInterruptCancelsTheCallWhoseEndingAndFilesComeBack() throws Exception {
        Received received = new Received();
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
            FutureTask<Ending> call = new FutureTask<>(() -> client.call(request("wait"), received));
            Thread caller = new Thread(call);
            caller.start();
            service.waiting.await();
            caller.interrupt();
            assertThat(call.get()).isEqualTo(new Ending(6, true));
        }
        assertThat(received.events).containsExactly("file 0", "receipt text");
    }

    /** Which takes its time to be asked for. */
    @Test
    void anInterruptBeforeTheCallCancelsIt() throws Exception {
        CallRequest large = request("wait", "x".repeat(20_000_000));
        try (TestServer server = new TestServer(socket, service, ServerLimits.DEFAULT);
                ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
            Thread.currentThread().interrupt();
            assertThat(client.call(large, new Received())).isEqualTo(new Ending(6, true));
        }
    }

    @Test
    void anInterruptAfterTheCallLosesNoFiles() throws Exception {
        Received received = new Received();
        received.inFile = Thread.currentThread()::interrupt;
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
            assertThat(client.call(request("any"), received)).isEqualTo(new Ending(0, true));
        }
        Thread.interrupted();
        assertThat(received.events).containsExactly("file 0", "receipt text");
    }

    /** Also while it still sends what there is no room for. */
    @Test
    void whoIsDeclinedLearnsWhy() throws Exception {
        Duration any = Duration.ofMinutes(10);
        ServerLimits little = new ServerLimits(8, 4, 100_000, 100_000, any, any, any);
        try (TestServer server = new TestServer(socket, service, little);
                ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
            assertThatThrownBy(() -> client.call(request("x".repeat(8_000_000)), new Received()))
                    .isInstanceOf(NotServedException.class)
                    .hasMessageContaining("it has as much to do as it takes at once");
        }
    }

    @Test
    void whatIsTooLongIsNotAsked() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS);
                ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
            assertThatThrownBy(() -> client.call(request("x".repeat(26_000_000)), new Received()))
                    .isInstanceOf(NotServedException.class)
                    .hasMessage("The resident runner does not take a call that is so long.");
        }
    }

    /** A server that ends before it says that it has the call has not run it; one that ends after that may have. */
    @Test
    void whatBreaksOffIsToldApart() throws Exception {
        assertBreaksOff(NotServedException.class, false);
        assertBreaksOff(LostException.class, true);
    }

    private void assertBreaksOff(Class<? extends Throwable> expected, boolean taken) throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            FutureTask<Object> server = new FutureTask<>(() -> {
                try (FrameChannel frames = new FrameChannel(listening.accept())) {
                    frames.read(FrameType.HELLO);
                    frames.write(FrameType.WELCOME);
                    frames.read(FrameType.CALL);
                    if (taken) {
                        frames.write(FrameType.TAKEN);
                    }
                    return frames;
                }
            });
            new Thread(server).start();
            try (ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
                assertThatThrownBy(() -> client.call(request("any"), new Received()))
                        .isInstanceOf(expected);
            }
            server.get();
        }
        Files.delete(socket);
    }

    @Test
    void filesReceiptAndOutputArrive() throws Exception {
        byte[] large = "ä".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        CallService talkative = new CallService() {
            @Override
            public @Nullable Decline declines(ConfigIdentity asked) {
                return null;
            }

            @Override
            public Ending call(CallRequest request, Credential.Peer caller, Turn turn) {
                try {
                    turn.errorOutput().write(large);
                    turn.output().write(large);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                assertThat(turn.file("a/b", new ByteArrayInputStream(large))).isNull();
                assertThat(turn.file("empty", InputStream.nullInputStream())).isNull();
                assertThat(turn.file("bad", new ByteArrayInputStream(large))).isEqualTo("because");
                assertThat(turn.receipt("receipt")).isNull();
                return new Ending(3, false);
            }

            @Override
            public void cancelAll() {}
        };
        Received received = new Received();
        try (TestServer server = new TestServer(socket, talkative, TestServer.LIMITS);
                ResidentClient client = ResidentClient.connect(socket, IDENTITY, PATIENCE)) {
            assertThat(client.call(request("any"), received)).isEqualTo(new Ending(3, false));
        }
        assertThat(received.bytes).isEqualTo(2 * large.length);
        assertThat(received.events).containsExactly("a/b " + large.length, "empty 0", "bad unread", "receipt receipt");
    }

    private static final class Received implements CallerSide {
        final List<String> events = new ArrayList<>();
        int bytes;
        Runnable inFile = () -> {};

        @Override
        public void errorOutput(byte[] output) {
            bytes += output.length;
        }

        @Override
        public void output(byte[] output) {
            bytes += output.length;
        }

        @Override
        public @Nullable String file(String name, InputStream content) {
            inFile.run();
            try {
                events.add(name + " " + (name.equals("bad") ? "unread" : content.readAllBytes().length));
                return name.equals("bad") ? "because" : null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable String receipt(String text) {
            events.add("receipt " + text);
            return null;
        }
    }
}
