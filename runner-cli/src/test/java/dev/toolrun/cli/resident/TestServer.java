package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A server on a thread of this process. */
final class TestServer implements AutoCloseable {
    static final ServerLimits LIMITS =
            new ServerLimits(8, 4, 1024 * 1024, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(10));

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

    /** A connection that has said nothing. */
    FrameChannel connect() throws IOException {
        return new FrameChannel(channel());
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
