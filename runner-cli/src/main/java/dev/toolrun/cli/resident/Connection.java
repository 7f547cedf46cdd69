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
        Admission.Place place = peer == null ? null : server.admission().enter(peer.user());
        if (peer == null || place == null) {
            decline(Decline.BUSY); // or the client has gone already
            close();
            server.ended(this);
            return;
        }
        Runnable leave = () -> {
            close();
            place.leave();
            server.ended(this);
        };
        boolean taken = false;
        try {
            taken = takeCall(peer, place, leave);
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

    private boolean takeCall(Credential.Peer peer, Admission.Place place, Runnable leave) throws IOException {
        CallRequest request;
        Deadline deadline = server.requestDeadline(this);
        try {
            request = request(place);
            if (request == null) {
                return false;
            }
            if (!server.beginCall(this)) {
                decline(Decline.ENDING);
                return false;
            }
            frames.write(FrameType.TAKEN);
        } finally {
            deadline.callOff();
        }
        server.threads().execute(() -> {
            try {
                answer(request, peer);
            } finally {
                leave.run();
            }
        });
        return true;
    }

    /** What the client wants; null: that is declined. */
    private @Nullable CallRequest request(Admission.Place place) throws IOException {
        ConfigIdentity asked = ConfigIdentity.of(frames.read(FrameType.HELLO));
        Decline no = asked == null ? Decline.OTHER_VERSION : server.service().declines(asked);
        if (no != null) {
            decline(no);
            return null;
        }
        frames.write(FrameType.WELCOME);
        byte[] payload = frames.bytes(frames.next().require(FrameType.CALL), place::take);
        if (payload == null) {
            decline(Decline.BUSY);
            return null;
        }
        return CallRequest.of(payload);
    }

    private void answer(CallRequest request, Credential.Peer peer) {
        try {
            turn.end(server.service().call(request, peer, turn));
        } catch (IOException | UncheckedIOException e) {
            // the client has gone; its call is on record all the same
        }
    }

    /** Until the client has nothing more to say, which cancels its call as well. */
    private void listen() {
        try {
            while (true) {
                hear(frames.next());
            }
        } catch (IOException e) {
            turn.cancel();
            turn.clientSaysNoMore();
        }
    }

    private void hear(FrameChannel.Announced next) throws IOException {
        if (next.type() == FrameType.CANCEL) {
            turn.cancel();
        } else {
            turn.clientHasWritten(frames.bytes(next.require(FrameType.WRITTEN)));
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
