package dev.toolrun.sandbox.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to an engine, kept for the next request. An engine that was restarted leaves them dead, which shows only when
 * one is used: then all are given up and new ones made, and a request that only reads is repeated once. Thread-safe.
 */
final class RenewableHttp implements DockerHttpClient {
    private final Supplier<DockerHttpClient> connections;
    private Pool current;

    RenewableHttp(Supplier<DockerHttpClient> connections) {
        this.connections = connections;
        current = new Pool(connections.get());
    }

    @Override
    public Response execute(Request request) {
        Pool pool = enter();
        try {
            return pool.execute(request);
        } catch (RuntimeException e) {
            if (!isBroken(e) || !renew(pool) || !request.method().equals("GET")) {
                throw e;
            }
        }
        return enter().execute(request);
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            current.http.close();
        }
    }

    private synchronized Pool enter() {
        current.users++;
        return current;
    }

    /** False: these connections never worked, and new ones would not either. */
    private synchronized boolean renew(Pool broken) {
        if (current == broken) {
            if (!broken.worked) {
                return false;
            }
            current = new Pool(connections.get());
            broken.closeIfUnused();
        }
        return true;
    }

    /** An interrupt, or an answer that is late, says nothing about the connection. */
    private static boolean isBroken(RuntimeException e) {
        return e.getCause() instanceof IOException io
                && !(io instanceof InterruptedIOException)
                && !(io instanceof ClosedChannelException)
                && !Thread.currentThread().isInterrupted();
    }

    /** Connections of one time. What is still carried by those that were given up goes on to its end. */
    private final class Pool {
        private final DockerHttpClient http;
        private int users;
        private boolean worked;

        Pool(DockerHttpClient http) {
            this.http = http;
        }

        Response execute(Request request) {
            Response answer = null;
            try {
                answer = http.execute(request);
                return new PooledResponse(answer, this);
            } finally {
                leave(answer != null, answer == null);
            }
        }

        /** @param isOver whether the request is; an answer is not before it is closed */
        void leave(boolean answered, boolean isOver) {
            synchronized (RenewableHttp.this) {
                worked |= answered;
                users -= isOver ? 1 : 0;
                closeIfUnused();
            }
        }

        private void closeIfUnused() {
            if (current != this && users == 0) {
                closeQuietly(http);
            }
        }
    }

    private static void closeQuietly(DockerHttpClient http) {
        try {
            http.close();
        } catch (IOException e) {
            // dead connections end with their process at the latest
        }
    }

    /** Keeps its connections open until it is closed. */
    private static final class PooledResponse implements Response {
        private final Response answer;
        private final Pool pool;
        private boolean closed;

        PooledResponse(Response answer, Pool pool) {
            this.answer = answer;
            this.pool = pool;
        }

        @Override
        public int getStatusCode() {
            return answer.getStatusCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return answer.getHeaders();
        }

        @Override
        public InputStream getBody() {
            return answer.getBody();
        }

        @Override
        public @Nullable String getHeader(String name) {
            return answer.getHeader(name);
        }

        @Override
        public void close() {
            try {
                answer.close();
            } finally {
                leave();
            }
        }

        private synchronized void leave() {
            if (!closed) {
                closed = true;
                pool.leave(true, true);
            }
        }
    }
}
