package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Credential;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server on a thread of this process. */
final class TestServer implements AutoCloseable {
    static final ConfigIdentity IDENTITY = new ConfigIdentity(null, "", null);
    static final CallRequest.Wanted WANTED = new CallRequest.Wanted(true, null, false, false, false);
    static final ServerLimits LIMITS = new ServerLimits(
            8, 4, 1024 * 1024, 1024 * 1024, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(10));

    final Path socket;
    final Thread thread;

    TestServer(Path socket, CallService service, ServerLimits limits) throws IOException {
        this.socket = socket;
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        thread = new Thread(() -> new ResidentServer(listening, service, limits).serve());
        thread.setDaemon(true);
        thread.start();
    }

    static CallRequest request(String tool) {
        return new CallRequest(tool, List.of(), null, new Credential.None(), null, null, null, null, null, WANTED);
    }

    static Ending ending(FrameChannel client) throws IOException {
        return Ending.of(client.read(FrameType.END));
    }

    static void assertEnded(FrameChannel client) {
        assertThatThrownBy(client::next).isInstanceOf(EOFException.class);
    }

    /** A connection that has said nothing. */
    FrameChannel connect() throws IOException {
        return new FrameChannel(channel());
    }

    /** One that was welcomed. */
    FrameChannel greet() throws IOException {
        FrameChannel client = connect();
        client.write(FrameType.HELLO, IDENTITY.hello());
        client.read(FrameType.WELCOME);
        return client;
    }

    /** One that has said what is wanted, and whose call is taken. */
    FrameChannel call(String tool) throws IOException {
        FrameChannel client = greet();
        client.write(FrameType.CALL, request(tool).payload());
        client.read(FrameType.TAKEN);
        return client;
    }

    void assertServes() throws IOException {
        try (FrameChannel client = call("any")) {
            assertThat(ending(client)).isEqualTo(new Ending(0, true));
        }
    }

    SocketChannel channel() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** Asks it to end. */
    void end() {
        thread.interrupt();
    }

    void awaitEnd() throws InterruptedException {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Override
    public void close() {
        end();
    }
}
