package dev.toolrun.cli.resident;

import dev.toolrun.config.ConfigException;
import dev.toolrun.config.TrustedFile;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A call by a resident runner. For one thread; interrupting it in {@link #call} cancels the call, whose ending is awaited. What
 * comes after the call itself, such as its files, is not cancelled.
 */
public final class ResidentClient implements Closeable {
    private final SocketChannel channel;
    private final FrameChannel frames;
    private final CountDownLatch asked = new CountDownLatch(1);

    private ResidentClient(SocketChannel channel) {
        this.channel = channel;
        frames = new FrameChannel(channel);
    }

    /**
     * Finds out whether a resident runner serves calls with this configuration.
     *
     * @param socket where it listens
     * @param patience how long it may take to answer
     * @throws NotServedException if nobody does who can be trusted
     */
    public static ResidentClient connect(Path socket, ConfigIdentity identity, Duration patience)
            throws NotServedException {
        ResidentClient client = null;
        try {
            Path real = TrustedFile.socket(socket);
            ResidentClient opened = new ResidentClient(SocketChannel.open(StandardProtocolFamily.UNIX));
            client = opened;
            FutureTask<Boolean> greeting = opened.begin(() -> opened.greet(real, identity));
            greeting.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return opened;
        } catch (ConfigException e) {
            throw new NotServedException("The resident runner is not used: " + e.getMessage() + ".");
        } catch (ExecutionException e) {
            close(client);
            throw e.getCause() instanceof NotServedException no ? no : noAnswer(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(client);
            throw noAnswer(socket);
        } catch (IOException | TimeoutException e) {
            close(client);
            throw noAnswer(socket);
        }
    }

    private Boolean greet(Path socket, ConfigIdentity identity) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(socket));
        UserPrincipal listener =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        if (!listener.equals(ownUser()) && !listener.equals(root(socket))) {
            throw new NotServedException("The resident runner is not used: it is neither root's nor your own.");
        }
        frames.write(FrameType.HELLO, identity.hello());
        expect(FrameType.WELCOME);
        return true;
    }

    private static UserPrincipal ownUser() throws IOException {
        return Files.getOwner(Path.of("/proc/self"));
    }

    private static UserPrincipal root(Path any) throws IOException {
        return any.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
    }

    /**
     * Makes the call.
     *
     * @throws NotServedException if it was not taken
     * @throws LostException if nobody knows what became of it
     */
    public Ending call(CallRequest request, CallerSide caller) throws IOException {
        FutureTask<Ending> conversation = begin(() -> converse(request, caller));
        while (true) {
            try {
                return conversation.get();
            } catch (InterruptedException e) {
                cancel();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException known ? known : new LostException(e);
            }
        }
    }

    /** On a thread of its own: an interrupt of one that writes would close the connection. */
    private void cancel() {
        begin(() -> {
            asked.await();
            frames.write(FrameType.CANCEL);
            return true;
        });
    }

    private Ending converse(CallRequest request, CallerSide caller) throws IOException {
        try {
            ask(request.payload());
        } catch (NotServedException e) {
            throw e;
        } catch (IOException e) {
            throw new NotServedException("The resident runner has ended the connection before it took the call.");
        }
        try {
            return answer(caller);
        } catch (IOException e) {
            throw new LostException(e);
        }
    }

    private void ask(byte[] call) throws IOException {
        if (!FrameType.CALL.takes(call.length)) {
            throw new NotServedException("The resident runner does not take a call that is so long.");
        }
        try {
            frames.write(FrameType.CALL, call);
        } catch (IOException e) {
            // who declines a call does not read all of it, and says why
        } finally {
            asked.countDown();
        }
        expect(FrameType.TAKEN);
    }

    private Ending answer(CallerSide caller) throws IOException {
        while (true) {
            FrameChannel.Announced next = frames.next();
            byte[] payload = frames.bytes(next.length());
            switch (next.type()) {
                case ERROR_OUTPUT -> caller.errorOutput(payload);
                case OUTPUT -> caller.output(payload);
                case FILE -> takeFile(text(payload), caller);
                case RECEIPT -> tell(caller.receipt(text(payload)));
                case END -> {
                    return Ending.of(payload);
                }
                default -> throw new ProtocolException("another frame than expected");
            }
        }
    }

    private void takeFile(String name, CallerSide caller) throws IOException {
        FileInput content = new FileInput(frames);
        String why = caller.file(name, content);
        content.drain();
        tell(why);
    }

    private void tell(@Nullable String why) throws IOException {
        frames.write(FrameType.WRITTEN, new PayloadWriter().text(why).bytes());
    }

    private void expect(FrameType expected) throws IOException {
        FrameChannel.Announced next = frames.next();
        byte[] payload = frames.bytes(next.length());
        if (next.type() == FrameType.DECLINED) {
            throw new NotServedException(Decline.of(payload));
        }
        next.require(expected);
    }

    private <T> FutureTask<T> begin(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "resident");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static NotServedException noAnswer(Path socket) {
        return new NotServedException("The resident runner does not answer at " + socket + ".");
    }

    private static void close(@Nullable ResidentClient client) {
        if (client != null) {
            client.close();
        }
    }

    @Override
    public void close() {
        try {
            frames.close();
        } catch (IOException e) {
            // nothing is lost with it
        }
    }
}
