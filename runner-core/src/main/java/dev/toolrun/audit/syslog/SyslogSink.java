package dev.toolrun.audit.syslog;

import dev.toolrun.audit.AuditSink;
import dev.toolrun.audit.SinkRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A syslog receiver (RFC 5424) behind TLS (RFC 5425), or without TLS on this host's loopback. Syslog acknowledges nothing, so
 * each delivery has a connection of its own: it counts as arrived when the receiver has read it to its end and closed it.
 * The receiver's certificate must be good for the host name.
 */
public final class SyslogSink implements AuditSink {
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(10);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final String host;
    private final int port;
    private final @Nullable SSLSocketFactory tls;
    private final Duration deadline;
    private volatile boolean closed;
    private volatile @Nullable Socket current;

    /**
     * @param tls makes sockets that trust the right authorities; null: no TLS, and only to loopback
     */
    public SyslogSink(String host, int port, @Nullable SSLSocketFactory tls) {
        this(host, port, tls, DEADLINE);
    }

    SyslogSink(String host, int port, @Nullable SSLSocketFactory tls, Duration deadline) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.deadline = deadline;
    }

    @Override
    public String name() {
        return "syslog-" + host.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + port;
    }

    @Override
    public void deliver(List<SinkRecord> records) throws IOException {
        try (Socket connection = new Socket()) {
            current = connection;
            if (closed) {
                throw new IOException("is closed");
            }
            // a write waits as long as a receiver does not read
            Executor later = CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            later.execute(() -> close(connection));
            connect(connection);
            try (Socket socket = secured(connection)) {
                send(socket, records);
                awaitEnd(socket);
            }
        } finally {
            current = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        Socket open = current;
        if (open != null) {
            close(open);
        }
    }

    private void connect(Socket connection) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        if (tls == null && !address.isLoopbackAddress()) {
            throw new IOException(host + " is not this host, and audit records leave it by TLS only");
        }
        connection.setSoTimeout((int) deadline.toMillis());
        connection.connect(new InetSocketAddress(address, port), (int) CONNECT_DEADLINE.toMillis());
    }

    private Socket secured(Socket connection) throws IOException {
        if (tls == null) {
            return connection;
        }
        SSLSocket socket = (SSLSocket) tls.createSocket(connection, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        // the rules of RFC 2818 for host names, which RFC 5425 shares
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void send(Socket socket, List<SinkRecord> records) throws IOException {
        String hostname = hostname();
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        for (SinkRecord record : records) {
            out.write(SyslogMessage.frame(record, hostname));
        }
        out.flush();
        socket.shutdownOutput();
    }

    private void awaitEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] ignored = new byte[1024];
        long end = System.nanoTime() + deadline.toNanos();
        while (in.read(ignored) >= 0) {
            if (System.nanoTime() - end > 0) {
                throw new SocketTimeoutException("the receiver does not close the connection");
            }
        }
    }

    private static String hostname() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException e) {
            return "-";
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // what is closed already can't be sent to either
        }
    }
}
