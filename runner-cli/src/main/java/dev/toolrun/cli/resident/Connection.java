package dev.toolrun.cli.resident;

import dev.toolrun.call.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** One client: what it says, on one thread, and its call, on another. Whatever the client does ends its own connection only. */
final class Connection {
    private final SocketChannel channel;
    private final FrameChannel frames;
    private final Server server;
    private final Turn turn;

    /** What a connection needs of its server. */
    interface Server {
        CallService service();

        Admission admission();

        Executor threads();

        /** Closes the connection unless the client has said what it wants by then. */
        Deadline requestDeadline(Connection connection);

        /** With the client of a connection, which is closed when that has an end. */
        Patience patience(Connection connection);

        /** Whether the call of a connection may begin; false when the server ends. */
        boolean beginCall(Connection connection);

        void ended(Connection connection);
    }

    /** Something that happens unless it is called off. */
    interface Deadline {
        void callOff();
    }

    Connection(SocketChannel channel, Server server) {
        this.channel = channel;
        this.server = server;
        frames = new FrameChannel(channel);
        turn = new Turn(frames, server.patience(this));
    }

    /** Serves the client until nothing more is to be read from it. */
    void serve() {
        Credential.Peer peer = peer();
        if (peer == null || !server.admission().enter(peer.user())) {
            decline(Decline.BUSY); // or the client has gone already
            close();
            server.ended(this);
            return;
        }
        Runnable leave = () -> {
            close();
            server.admission().leave(peer.user());
            server.ended(this);
        };
        boolean taken = false;
        try {
            taken = takeCall(peer, leave);
        } catch (IOException | RuntimeException e) {
            // a client that has gone, is too slow or speaks something else is not served
        } finally {
            if (!taken) {
                leave.run();
            }
        }
        if (taken) {
            listen();
        }
    }

    /** Ends the connection at once. */
    void close() {
        try {
            frames.close();
        } catch (IOException e) {
            // it is of no more use anyway
        }
    }

    private Credential.@Nullable Peer peer() {
        try {
            UnixDomainPrincipal principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return new Credential.Peer(
                    principal.user().getName(), principal.group().getName());
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private boolean takeCall(Credential.Peer peer, Runnable leave) throws IOException {
        Deadline deadline = server.requestDeadline(this);
        try {
            ConfigIdentity asked = ConfigIdentity.of(frames.read(FrameType.HELLO));
            Decline no =
                    asked == null ? Decline.OTHER_VERSION : server.service().declines(asked);
            if (no != null) {
                decline(no);
                return false;
            }
            frames.write(FrameType.WELCOME);
            int length = frames.next().require(FrameType.CALL);
            if (!server.admission().take(length)) {
                decline(Decline.BUSY);
                return false;
            }
            return readCall(peer, length, leave);
        } finally {
            deadline.callOff();
        }
    }

    private boolean readCall(Credential.Peer peer, int length, Runnable leave) throws IOException {
        boolean begun = false;
        try {
            CallRequest request = CallRequest.of(frames.bytes(length));
            if (!server.beginCall(this)) {
                decline(Decline.ENDING);
                return false;
            }
            frames.write(FrameType.TAKEN);
            server.threads().execute(() -> {
                try {
                    answer(request, peer);
                } finally {
                    server.admission().giveBack(length);
                    leave.run();
                }
            });
            begun = true;
            return true;
        } finally {
            if (!begun) {
                server.admission().giveBack(length);
            }
        }
    }

    private void answer(CallRequest request, Credential.Peer peer) {
        try {
            turn.end(server.service().call(request, peer, turn));
        } catch (IOException | UncheckedIOException e) {
            // the client has gone; its call is on record all the same
        }
    }

    /** Until the client has nothing more to say, which cancels its call. */
    private void listen() {
        try {
            while (true) {
                turn.clientHasWritten(frames.read(FrameType.WRITTEN));
            }
        } catch (IOException e) {
            turn.cancel();
            turn.clientSaysNoMore();
        }
    }

    private void decline(Decline why) {
        try {
            frames.write(FrameType.DECLINED, why.payload());
        } catch (IOException e) {
            // then the client learns that it is not served by the end of the connection
        }
    }
}
