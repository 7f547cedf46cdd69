package dev.toolrun.audit.syslog;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A receiver on this host's loopback that reads frames strictly, and ends connections as a test wants. Thread-safe. */
final class TestSyslogReceiver implements AutoCloseable {
    private final ServerSocket server;
    private final @Nullable SSLContext tls;
    private final List<String> messages = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile Manner manner = Manner.GOOD;

    enum Manner {
        GOOD,
        /** Reads everything, and crashes before it has worked on it. */
        RESETS,
        /** Reads nothing, and stays. */
        IS_SILENT
    }

    TestSyslogReceiver(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::accept, "test-syslog");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    void setManner(Manner newManner) {
        manner = newManner;
    }

    /** All messages that came in connections that were read to their end. */
    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    CountDownLatch connected() {
        return connected;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try (Socket plain = server.accept()) {
                connected.countDown();
                if (manner == Manner.IS_SILENT) {
                    closed.await();
                } else if (tls == null) {
                    take(plain, plain);
                } else {
                    try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, false)) {
                        take(socket, plain);
                    }
                }
            } catch (IOException e) {
                // a connection that broke off counts for nothing
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void take(Socket socket, Socket plain) throws IOException {
        List<String> taken = new ArrayList<>();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String message = frame(in); message != null; message = frame(in)) {
            taken.add(message);
        }
        if (manner == Manner.RESETS) {
            plain.setSoLinger(true, 0);
            plain.close();
        } else {
            synchronized (this) {
                messages.addAll(taken);
            }
        }
    }

    private static @Nullable String frame(InputStream in) throws IOException {
        int length = 0;
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next != ' '; next = in.read()) {
            if (next < '0' || next > '9') {
                throw new IOException("no length");
            }
            length = length * 10 + next - '0';
        }
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException("within a message");
        }
        return new String(message, StandardCharsets.UTF_8);
    }
}
