package dev.toolrun.sandbox.docker;

import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a sandbox: readable as a stream that waits for more until it is closed. One thread reads; any thread may
 * send.
 */
final class RequestStream extends InputStream implements RequestSink {
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private byte[] current = new byte[0];
    private int position;
    private boolean ended;
    private @Nullable Thread server;
    private boolean closed;

    /** The thread that carries this stream to the engine; it is interrupted when the stream is closed. */
    synchronized void servedBy(Thread thread) {
        server = thread;
        if (closed) {
            thread.interrupt();
        }
    }

    /** The thread does something else from now on. */
    synchronized void servedByNobody() {
        server = null;
    }

    @Override
    public void send(byte[] bytes) {
        if (bytes.length > 0) {
            queue.add(bytes);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (ended || (position == current.length && !next())) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    @Override
    public synchronized void close() {
        closed = true;
        queue.add(END);
        if (server != null) {
            server.interrupt();
        }
    }

    private boolean next() {
        try {
            current = queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current = END;
        }
        position = 0;
        ended = current.length == 0;
        return !ended;
    }
}
