package dev.toolrun.egress;

import dev.toolrun.tool.AllowedEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of one call's sandbox: a Unix socket for each endpoint that the tool may reach. The socket is the rule: who
 * connects to it reaches that endpoint and nothing else, and says nothing about where to. Thread-safe.
 */
public final class Egress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Egress.class);
    /** Of one call, over all endpoints; more wait for their turn. */
    private static final int MAX_CONNECTIONS = 32;

    private static final int WAITING_CONNECTIONS = 64;
    /** How long threads may take to notice that everything is closed. One that waits for the resolver takes longer. */
    private static final long END_MILLIS = 250;

    private final EgressDirectory directory;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "toolrun-egress");
        thread.setDaemon(true);
        return thread;
    });
    private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);
    private final Set<Closeable> channels = ConcurrentHashMap.newKeySet();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private volatile boolean closed;

    private Egress(EgressDirectory directory) {
        this.directory = directory;
    }

    /**
     * Makes the sockets and serves them until {@link #close}. The sockets are named by the endpoints' positions: 1, 2, ….
     *
     * @param directory an empty one; removed at the end, or here if this fails
     * @throws IOException if a socket can't be made; the text names the path
     */
    public static Egress open(EgressDirectory directory, List<AllowedEndpoint> allowed, OutsideNetwork network)
            throws IOException {
        Egress egress = new Egress(directory);
        try {
            for (AllowedEndpoint each : allowed) {
                egress.serve(new Endpoint(each, network));
            }
            return egress;
        } catch (IOException | RuntimeException e) {
            egress.close();
            throw e;
        }
    }

    /** Where the sockets are, to be shown to the sandbox. */
    public Path sockets() {
        return directory.path();
    }

    /** What came of it so far, in the order of the endpoints. Final once this is closed. */
    public List<EndpointUse> uses() {
        return endpoints.stream().map(Endpoint::use).toList();
    }

    /** Ends every connection and removes the sockets. An interrupt of the calling thread does not disturb it. */
    @Override
    public void close() {
        closed = true;
        channels.forEach(Egress::closeQuietly);
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("a thread of an ended call still waits for the resolver");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        directory.remove();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Endpoint endpoint) throws IOException {
        endpoints.add(endpoint);
        Path socket = directory.path().resolve(Integer.toString(endpoints.size()));
        ServerSocketChannel server = registered(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(socket), WAITING_CONNECTIONS);
        directory.openToSandbox(socket);
        threads.execute(() -> acceptAll(server, endpoint));
    }

    private void acceptAll(ServerSocketChannel server, Endpoint endpoint) {
        try {
            while (true) {
                SocketChannel inside = registered(server.accept());
                permits.acquire();
                threads.execute(() -> pass(inside, endpoint));
            }
        } catch (IOException | InterruptedException | RejectedExecutionException e) {
            if (!closed) {
                LOG.warn("a tool can't reach an endpoint any more: {}", e.getMessage());
                forget(server);
            }
        }
    }

    private void pass(SocketChannel inside, Endpoint endpoint) {
        SocketChannel outside = null;
        try {
            outside = endpoint.connect();
            if (outside != null) {
                new Passage(inside, registered(outside), endpoint).run(threads);
            }
        } catch (IOException | InterruptedException | RejectedExecutionException e) {
            LOG.debug("a tool's connection broke: {}", e.getMessage());
        } finally {
            permits.release();
            forget(inside);
            if (outside != null) {
                forget(outside);
            }
        }
    }

    /** Whatever is opened while this is being closed is closed at once. */
    private <C extends Closeable> C registered(C channel) throws IOException {
        channels.add(channel);
        if (closed) {
            forget(channel);
            throw new IOException("the call has ended");
        }
        return channel;
    }

    private void forget(Closeable channel) {
        channels.remove(channel);
        closeQuietly(channel);
    }

    private static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }
}
