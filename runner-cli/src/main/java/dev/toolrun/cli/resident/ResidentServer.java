package dev.toolrun.cli.resident;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Takes calls from a listening Unix socket. */
public final class ResidentServer {
    private static final long PAUSE_MS = 100;
    private static final Duration CANCEL_TIME = Duration.ofSeconds(5);

    private final ServerSocketChannel socket;
    private final CallService service;
    private final ServerLimits limits;
    private final Admission admission;
    private final ExecutorService threads = Executors.newCachedThreadPool(ResidentServer::daemon);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, ResidentServer::daemon);
    private final Set<Connection> silent = new HashSet<>();
    private final Set<Connection> calling = new HashSet<>();
    private boolean ending;

    /**
     * @param socket closed when serving ends
     */
    public ResidentServer(ServerSocketChannel socket, CallService service, ServerLimits limits) {
        this.socket = socket;
        this.service = service;
        this.limits = limits;
        admission = new Admission(limits);
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Serves until this thread is interrupted. Then no more calls are taken; those that run may end, and are cancelled when
     * that takes too long. The thread is not interrupted any more when this method returns.
     */
    public void serve() {
        try {
            while (true) {
                admission.awaitConnection();
                accept();
            }
        } catch (InterruptedException | ClosedChannelException e) {
            Thread.interrupted();
        }
        drain();
        timer.shutdownNow();
        threads.shutdown();
    }

    private void accept() throws InterruptedException, ClosedChannelException {
        Connection connection;
        try {
            SocketChannel channel = socket.accept();
            connection = new Connection(channel, new Place());
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // such as too many open files; some of them will be closed
            admission.endConnection();
            Thread.sleep(PAUSE_MS);
            return;
        }
        synchronized (this) {
            silent.add(connection);
        }
        threads.execute(connection::serve);
    }

    private void drain() {
        try {
            socket.close();
        } catch (IOException e) {
            // nobody is accepted any more in any case
        }
        synchronized (this) {
            ending = true;
            silent.forEach(Connection::close);
        }
        if (!awaitNoCall(limits.drainTime())) {
            service.cancelAll();
            awaitNoCall(CANCEL_TIME);
        }
    }

    private synchronized boolean awaitNoCall(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!calling.isEmpty() && System.nanoTime() < end) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException e) {
                return calling.isEmpty();
            }
        }
        return calling.isEmpty();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "toolrun-resident");
        thread.setDaemon(true);
        return thread;
    }

    private Connection.Deadline closeAfter(Duration time, Connection connection) {
        ScheduledFuture<?> closing = timer.schedule(connection::close, time.toNanos(), TimeUnit.NANOSECONDS);
        return () -> closing.cancel(false);
    }

    /** What a connection sees of this server. */
    private final class Place implements Connection.Server {
        @Override
        public CallService service() {
            return service;
        }

        @Override
        public Admission admission() {
            return admission;
        }

        @Override
        public Executor threads() {
            return threads;
        }

        @Override
        public Connection.Deadline requestDeadline(Connection connection) {
            return closeAfter(limits.requestTime(), connection);
        }

        @Override
        public Patience patience(Connection connection) {
            return new Patience(limits.answerTime(), System::nanoTime, left -> closeAfter(left, connection));
        }

        @Override
        public boolean beginCall(Connection connection) {
            synchronized (ResidentServer.this) {
                if (ending) {
                    return false;
                }
                silent.remove(connection);
                calling.add(connection);
                return true;
            }
        }

        @Override
        public void ended(Connection connection) {
            synchronized (ResidentServer.this) {
                silent.remove(connection);
                calling.remove(connection);
                ResidentServer.this.notifyAll();
            }
            admission.endConnection();
        }
    }
}
