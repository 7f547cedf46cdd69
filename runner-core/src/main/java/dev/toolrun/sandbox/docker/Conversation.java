package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.StreamType;
import dev.toolrun.sandbox.CapturedFiles;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.StreamCapture;
import dev.toolrun.tool.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The runner's side of the talk with a sandbox's first process. The engine's client delivers frames on a thread of its own;
 * the output is captured there, within bounds, and the call's own thread waits for what is decisive.
 */
final class Conversation extends ResultCallback.Adapter<com.github.dockerjava.api.model.Frame> {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FrameDecoder decoder = new FrameDecoder(this::onFrame);
    private final String proof = newProof();
    private final CompletableFuture<Trailer> ready = new CompletableFuture<>();
    private final CompletableFuture<Trailer> waiting = new CompletableFuture<>();
    private final CompletableFuture<Trailer> trailer = new CompletableFuture<>();
    private final StreamCapture stdout;
    private final StreamCapture stderr;
    private final CompletableFuture<Boolean> attached = new CompletableFuture<>();
    private final ArtifactFrames artifacts;
    private @Nullable RequestSink requests;
    private boolean outputSeen;
    private boolean ended;

    Conversation(Limits limits) {
        stdout = new StreamCapture(limits.stdoutBytes());
        stderr = new StreamCapture(limits.stderrBytes());
        artifacts = new ArtifactFrames(limits);
    }

    /** What the sandbox's first process is told, and its tool can't know: its trailer must repeat it. */
    String proof() {
        return proof;
    }

    /** From now on the sandbox can be talked to; called once, before anything is sent. */
    synchronized void attachedBy(RequestSink sink) {
        requests = sink;
    }

    /** The way to the first process. */
    synchronized RequestSink requests() {
        return Objects.requireNonNull(requests, "nobody has attached the sandbox");
    }

    /**
     * Waits until the engine has connected both directions.
     *
     * @throws EndedException if it refused to, or can't be reached
     */
    void awaitAttached(Duration atMost) throws InterruptedException, TimeoutException {
        await(attached, atMost);
    }

    /**
     * Waits until the first process is there.
     *
     * @throws EndedException if the output ended, or was none of ours, before
     */
    Trailer awaitReady(Duration atMost) throws InterruptedException, TimeoutException {
        return await(ready, atMost);
    }

    /**
     * Waits for the answer to a program's early start.
     *
     * @return with {@code waiting=1} where it waits for its call
     * @throws EndedException if the output ended, or was none of ours, before
     */
    Trailer awaitWaiting(Duration atMost) throws InterruptedException, TimeoutException {
        return await(waiting, atMost);
    }

    /**
     * Waits until the call has ended.
     *
     * @throws EndedException if the output ended, or was none of ours, before
     */
    Trailer awaitTrailer(Duration atMost) throws InterruptedException, TimeoutException {
        return await(trailer, atMost);
    }

    /** Whether nothing more can be heard from the first process. */
    boolean isOver() {
        return trailer.isDone();
    }

    /** Whether the first process has said how the call ended: it was its last word, and nothing runs any more. */
    boolean hasTrailer() {
        return trailer.isDone() && !trailer.isCompletedExceptionally();
    }

    synchronized CapturedStream stdout() {
        return stdout.captured();
    }

    synchronized CapturedStream stderr() {
        return stderr.captured();
    }

    /**
     * The artifacts that have come completely so far.
     *
     * @param leftOut what the trailer says was left out; without a trailer, nothing
     */
    synchronized CapturedFiles artifacts(Map<CapturedFiles.LeftOut, Long> leftOut) {
        Map<CapturedFiles.LeftOut, Long> all = new EnumMap<>(CapturedFiles.LeftOut.class);
        all.putAll(leftOut);
        if (artifacts.isIncomplete()) {
            all.putIfAbsent(CapturedFiles.LeftOut.CUT, 1L);
        }
        return new CapturedFiles(artifacts.files(), all);
    }

    /** Whether the tool has written anything: proof that it was started. */
    synchronized boolean outputSeen() {
        return outputSeen;
    }

    /** An engine that connects when nobody waits any more is let go of at once. */
    @Override
    public void onStart(Closeable stream) {
        super.onStart(stream);
        attached.complete(true);
        if (hasEnded()) {
            closeQuietly();
        }
    }

    /** The client uses the payload's array again after this call; the decoder copies it. */
    @Override
    public void onNext(com.github.dockerjava.api.model.Frame engineFrame) {
        try {
            if (engineFrame.getStreamType() == StreamType.STDOUT) {
                decoder.accept(engineFrame.getPayload());
            }
        } catch (FrameDecoder.ProtocolException e) {
            fail(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        fail(error);
        if (!hasEnded()) {
            super.onError(error);
        }
    }

    @Override
    public void onComplete() {
        fail(new IllegalStateException("the sandbox's output ended"));
        super.onComplete();
    }

    /** Lets go of both directions. */
    void end() {
        RequestSink sink;
        synchronized (this) {
            ended = true;
            sink = requests;
        }
        if (sink != null) {
            sink.close();
        }
        closeQuietly();
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            fail(e);
        }
    }

    private synchronized void onFrame(Frame frame) {
        switch (frame.type()) {
            case 'R' -> ready.complete(Trailer.parse(frame.text()));
            case 'W' -> waiting.complete(Trailer.parse(frame.text()));
            case 'O' -> capture(stdout, frame);
            case 'E' -> capture(stderr, frame);
            case 'N' -> artifacts.begin(frame.payload());
            case 'n' -> artifacts.append(frame.payload());
            case 'T' -> trailer.complete(proven(Trailer.parse(frame.text())));
            case 'X' -> fail(new FirstProcessException(frame.text()));
            default -> throw new FrameDecoder.ProtocolException("a frame of an unknown type");
        }
    }

    private Trailer proven(Trailer trailer) {
        if (!proof.equals(trailer.get("proof"))) {
            throw new FrameDecoder.ProtocolException("a trailer that is not the first process's");
        }
        return trailer;
    }

    private static String newProof() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private void capture(StreamCapture capture, Frame frame) {
        outputSeen = true;
        capture.write(frame.payload(), 0, frame.payload().length);
    }

    private void fail(Throwable cause) {
        attached.completeExceptionally(cause);
        ready.completeExceptionally(cause);
        waiting.completeExceptionally(cause);
        trailer.completeExceptionally(cause);
    }

    private static <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, TimeoutException {
        try {
            return future.get(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new EndedException(e.getCause() == null ? e : e.getCause());
        }
    }

    /** The first process gave up, and said why. Never leaves this package. */
    static final class FirstProcessException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        FirstProcessException(String words) {
            super("the sandbox's first process says: " + words);
        }
    }

    /** The output ended without the frame that was waited for. Never leaves this package. */
    static final class EndedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        EndedException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
