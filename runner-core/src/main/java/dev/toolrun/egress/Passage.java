package dev.toolrun.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;

/** Passes bytes both ways between a sandbox and an endpoint until both sides have ended, or one of them breaks. */
final class Passage {
    private static final int CHUNK = 16 * 1024;
    /** To the relay: the endpoint was reached. A connection that ends without it was refused. */
    private static final byte REACHED = '+';

    private final SocketChannel inside;
    private final SocketChannel outside;
    private final Endpoint endpoint;

    Passage(SocketChannel inside, SocketChannel outside, Endpoint endpoint) {
        this.inside = inside;
        this.outside = outside;
        this.endpoint = endpoint;
    }

    /** Returns when nothing passes any more; whoever calls closes the channels. */
    void run(Executor threads) throws IOException, InterruptedException {
        inside.write(ByteBuffer.wrap(new byte[] {REACHED}));
        FutureTask<Void> inwards = new FutureTask<>(() -> move(outside, inside, endpoint::letIn), null);
        threads.execute(inwards);
        move(inside, outside, endpoint::sentOut);
        try {
            inwards.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** A chunk is read only when the last one is gone, so the slower side sets the pace. */
    private void move(SocketChannel from, SocketChannel to, LongConsumer count) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try {
            while (from.read(chunk.clear()) >= 0) {
                for (chunk.flip(); chunk.hasRemaining(); ) {
                    count.accept(to.write(chunk));
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeBoth();
        }
    }

    private void closeBoth() {
        for (SocketChannel channel : new SocketChannel[] {inside, outside}) {
            try {
                channel.close();
            } catch (IOException e) {
                continue; // a socket that can't be closed is no use to anybody
            }
        }
    }
}
