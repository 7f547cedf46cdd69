package dev.toolrun.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback whose every connection is handled by a thread of its own. */
public final class TestServer implements AutoCloseable {
    private final ServerSocket server;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    /** What a server does with a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Handler {
        void handle(Socket socket) throws IOException;
    }

    public TestServer(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
        start(this::acceptAll);
    }

    public static TestServer start(Handler handler) {
        try {
            return new TestServer(new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1")), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends back what it gets. */
    public static void echo(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[8192];
        for (int n; (n = in.read(chunk)) >= 0; ) {
            socket.getOutputStream().write(chunk, 0, n);
        }
        socket.shutdownOutput();
    }

    /** Reads to the end, and only then says how much it was. */
    public static void count(Socket socket) throws IOException {
        long total = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        socket.getOutputStream().write(("got " + total).getBytes(StandardCharsets.US_ASCII));
    }

    /** Answers one HTTP request. */
    public static void http(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c; head.indexOf("\r\n\r\n") < 0 && (c = socket.getInputStream().read()) >= 0; ) {
            head.append((char) c);
        }
        socket.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
                        .getBytes(StandardCharsets.US_ASCII));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    public int port() {
        return server.getLocalPort();
    }

    public int accepted() {
        return accepted.get();
    }

    public int open() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                open.add(socket);
                start(() -> handle(socket));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void handle(Socket socket) {
        try (socket) {
            handler.handle(socket);
        } catch (IOException e) {
            return; // the other side is gone
        } finally {
            open.remove(socket);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "test-server");
        thread.setDaemon(true);
        thread.start();
    }
}
