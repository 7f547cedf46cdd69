package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox attached through a connection of its own to the engine's Unix socket: {@code POST /containers/ID/attach}, upgraded
 * to a stream (Docker Engine API). docker-java keeps two threads for each; of sandboxes that only wait there may be many, and
 * here each has one, which hears that its first process ends. Thread-safe.
 */
final class AttachedSocket implements RequestSink {
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_OF_A_HEAD = 16 * 1024;
    private static final String UPGRADED = "HTTP/1.1 101 ";
    private static final String END_OF_HEAD = "\r\n\r\n";
    /** Type, three times nothing, length. */
    private static final int FRAME_HEADER = 8;

    private static final int STDOUT = 1;

    private final Engine engine;
    private final Conversation conversation;
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private boolean writing;

    private AttachedSocket(Engine engine, Conversation conversation, SocketChannel channel) {
        this.engine = engine;
        this.conversation = conversation;
        this.channel = channel;
    }

    /** Begins to attach a container; the conversation hears of the rest, failures too. */
    static void attach(Engine engine, String id, Conversation conversation) {
        try {
            AttachedSocket socket =
                    new AttachedSocket(engine, conversation, SocketChannel.open(StandardProtocolFamily.UNIX));
            conversation.attachedBy(socket);
            engine.ask(() -> {
                socket.serve(id);
                return id;
            });
        } catch (IOException e) {
            conversation.onError(e);
        }
    }

    @Override
    public void send(byte[] bytes) {
        synchronized (waiting) {
            waiting.add(ByteBuffer.wrap(bytes));
            if (writing) {
                return;
            }
            writing = true;
        }
        try {
            engine.ask(() -> {
                writeAll();
                return bytes;
            });
        } catch (RejectedExecutionException e) {
            conversation.onError(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            conversation.onError(e);
        }
    }

    private void serve(String id) {
        try (channel) {
            channel.connect(UnixDomainSocketAddress.of(engine.address().socket()));
            write(ByteBuffer.wrap(request(id).getBytes(StandardCharsets.US_ASCII)));
            String head = readHead();
            if (!head.startsWith(UPGRADED)) {
                throw new IOException(
                        "the engine says " + head.lines().findFirst().orElse("nothing"));
            }
            conversation.onStart(channel);
            forward();
            conversation.onComplete();
        } catch (IOException | RuntimeException e) {
            conversation.onError(e);
        }
    }

    private String request(String id) {
        return "POST /v" + engine.apiVersion() + "/containers/" + id
                + "/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\n"
                + "Host: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0" + END_OF_HEAD;
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(END_OF_HEAD) < 0) {
            if (head.length() == MOST_OF_A_HEAD) {
                throw new IOException("the engine's answer does not end");
            }
            if (!in.hasRemaining() && !more()) {
                throw new EOFException("the engine closed the connection");
            }
            head.append((char) in.get());
        }
        return head.toString();
    }

    private void forward() throws IOException {
        while (true) {
            while (in.remaining() < FRAME_HEADER) {
                if (!more()) {
                    return;
                }
            }
            int type = in.getInt() >>> Byte.SIZE * 3;
            for (long left = Integer.toUnsignedLong(in.getInt()); left > 0; ) {
                if (!in.hasRemaining() && !more()) {
                    return;
                }
                byte[] piece = new byte[(int) Math.min(left, in.remaining())];
                in.get(piece);
                left -= piece.length;
                if (type == STDOUT) {
                    conversation.onNext(new Frame(StreamType.STDOUT, piece));
                }
            }
        }
    }

    /** False: nothing more comes. */
    private boolean more() throws IOException {
        in.compact();
        try {
            return channel.read(in) > 0;
        } finally {
            in.flip();
        }
    }

    private void writeAll() {
        try {
            for (ByteBuffer next = next(); next != null; next = next()) {
                write(next);
            }
        } catch (IOException e) {
            conversation.onError(e);
        }
    }

    private @Nullable ByteBuffer next() {
        synchronized (waiting) {
            ByteBuffer next = waiting.poll();
            writing = next != null;
            return next;
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
