package dev.toolrun.cli.resident;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's turn: what is done for its call on one thread, and the way back to it. Whatever is written when the client has gone
 * fails with {@link UncheckedIOException}.
 */
public final class Turn {
    /** What became of a file; the reason is null for one that was written. */
    private record Written(@Nullable String why) {}

    private static final Written BY_NOBODY = new Written("");

    private final FrameChannel frames;
    private final LinkedBlockingQueue<Written> written = new LinkedBlockingQueue<>();
    private final Patience patience;
    private boolean cancelled;
    private @Nullable Thread inCall;

    Turn(FrameChannel frames, Patience patience) {
        this.frames = frames;
        this.patience = patience;
    }

    /** Runs the call itself; a client that cancels it, or goes away, interrupts it. What follows it is not cancelled. */
    public <T> T cancellable(Supplier<T> call) {
        enter();
        try {
            return call.get();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        inCall = Thread.currentThread();
        if (cancelled) {
            inCall.interrupt();
        }
    }

    /** What follows is ours, and must not be disturbed by the interrupt that was meant for the call. */
    private synchronized void leave() {
        inCall = null;
        Thread.interrupted();
    }

    /** Interrupts the call, if it has begun and is not over; once, since what a call does to end must not be disturbed. */
    synchronized void cancel() {
        if (!cancelled && inCall != null) {
            inCall.interrupt();
        }
        cancelled = true;
    }

    /** Nothing will come from the client any more. */
    void clientSaysNoMore() {
        written.add(BY_NOBODY);
    }

    /** What the client said about a file. */
    void clientHasWritten(byte[] payload) throws IOException {
        if (!written.isEmpty()) {
            throw new ProtocolException("nothing was asked");
        }
        PayloadReader in = new PayloadReader(payload);
        written.add(new Written(in.textOrNull()));
        in.end();
    }

    /** Bytes for the client's standard output. */
    public OutputStream output() {
        return new FrameOutput(this::write, FrameType.OUTPUT);
    }

    /** Bytes for the client's standard error. */
    public OutputStream errorOutput() {
        return new FrameOutput(this::write, FrameType.ERROR_OUTPUT);
    }

    /**
     * Has a file of the tool written by the client.
     *
     * @return null if it was, or else why not, for the client's user
     */
    public @Nullable String file(String name, InputStream content) {
        try {
            write(FrameType.FILE, name.getBytes(StandardCharsets.UTF_8));
            try (OutputStream out = new FrameOutput(this::write, FrameType.FILE_BYTES)) {
                content.transferTo(out);
            }
            write(FrameType.FILE_END, new byte[0]);
            return awaitWritten();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the receipt written by the client.
     *
     * @return null if it was, or else why not, for the client's user
     */
    public @Nullable String receipt(String text) {
        try {
            write(FrameType.RECEIPT, text.getBytes(StandardCharsets.UTF_8));
            return awaitWritten();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last that the client hears. */
    void end(Ending ending) throws IOException {
        write(FrameType.END, ending.payload());
    }

    private void write(FrameType type, byte[] bytes) throws IOException {
        write(type, bytes, 0, bytes.length);
    }

    private void write(FrameType type, byte[] bytes, int from, int length) throws IOException {
        patience.await(() -> {
            frames.write(type, bytes, from, length);
            return type;
        });
    }

    private @Nullable String awaitWritten() throws IOException {
        return patience.await(this::takeWritten).why();
    }

    private Written takeWritten() throws IOException {
        try {
            Written answer = written.take();
            if (answer == BY_NOBODY) {
                written.add(answer);
                throw new IOException("the client has gone");
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
