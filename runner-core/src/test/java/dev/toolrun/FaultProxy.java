package dev.toolrun;

import dev.toolrun.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An engine that misbehaves: stands in front of a real one's Unix socket and passes everything on, one request a connection,
 * except where a test wants a fault. What it passes on is the engine's own; what it changes is JSON.
 */
public final class FaultProxy implements AutoCloseable {
    private final Path engine;
    private final ServerSocketChannel server;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<SocketChannel> open = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param socket where it listens
     * @param engine the real engine's socket
     */
    public FaultProxy(Path socket, Path engine) throws IOException {
        this.engine = engine;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::acceptAll);
    }

    /** What happens to a request instead of being answered as usual. */
    public sealed interface Fault {
        /** The connection is closed before anything was read. */
        record Refuse() implements Fault {}

        /** The request is taken and never answered. */
        record Hang() implements Fault {}

        /** The engine gets the request only after a while, even if nobody waits for the answer any more. */
        record Delay(Duration time) implements Fault {}

        record Answer(int status, String message) implements Fault {}

        /** The engine gets the request; its answer ends after that many bytes (its head, where it has none, included). */
        record Cut(int bytes) implements Fault {}

        /** The engine gets the request; of its answer only that many bytes arrive, and then nothing, without an end. */
        record Mute(int bytes) implements Fault {}

        record RewriteRequest(Consumer<Map<String, Object>> change) implements Fault {}

        record RewriteAnswer(Consumer<Map<String, Object>> change) implements Fault {}
    }

    private record Rule(String method, String path, Fault fault, AtomicInteger times) {
        boolean applies(Request request) {
            return request.method().equals(method) && request.path().matches(path) && times.getAndDecrement() > 0;
        }
    }

    /** From now on requests with that method and path (a regular expression, without the version) fail like this. */
    public FaultProxy on(String method, String path, Fault fault) {
        return on(method, path, fault, Integer.MAX_VALUE);
    }

    /** As above, only the next so many times. */
    public FaultProxy on(String method, String path, Fault fault, int times) {
        rules.add(new Rule(method, "(/v[0-9.]+)?" + path, fault, new AtomicInteger(times)));
        return this;
    }

    /** The engine is itself again. */
    public void heal() {
        rules.clear();
    }

    /** Ends all connections that are open now. */
    public void breakConnections() {
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closed.countDown();
        breakConnections();
    }

    private void acceptAll() throws IOException {
        while (server.isOpen()) {
            SocketChannel client = server.accept();
            open.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(SocketChannel client) throws IOException {
        try (client) {
            if (rules.stream().anyMatch(rule -> rule.fault() instanceof Fault.Refuse)) {
                return;
            }
            Request request = Request.read(client);
            if (request != null) {
                Fault fault = rules.stream()
                        .filter(rule -> rule.applies(request))
                        .map(Rule::fault)
                        .findFirst()
                        .orElse(null);
                answer(client, request, fault);
            }
        } finally {
            open.remove(client);
        }
    }

    private void answer(SocketChannel client, Request request, Fault fault) throws IOException {
        if (fault instanceof Fault.Hang) {
            await(Duration.ofDays(1));
        } else if (fault instanceof Fault.Answer made) {
            write(client, response(made.status(), Json.write(Map.of("message", made.message()))));
        } else if (fault instanceof Fault.Delay delay) {
            await(delay.time());
            pass(client, request, Integer.MAX_VALUE, false);
        } else if (fault instanceof Fault.Cut cut) {
            pass(client, request, cut.bytes(), false);
        } else if (fault instanceof Fault.Mute mute) {
            pass(client, request, mute.bytes(), true);
        } else if (fault instanceof Fault.RewriteRequest rewrite) {
            pass(client, request.withBody(changed(request.body(), rewrite.change())), Integer.MAX_VALUE, false);
        } else if (fault instanceof Fault.RewriteAnswer rewrite) {
            write(client, response(200, changed(ask(request), rewrite.change())));
        } else {
            pass(client, request, Integer.MAX_VALUE, false);
        }
    }

    /** Both directions, until the engine's side ends or has said that much. */
    private void pass(SocketChannel client, Request request, int bytes, boolean thenMute) throws IOException {
        try (SocketChannel upstream = connect()) {
            write(upstream, request.bytes());
            start(() -> copy(client, upstream, Integer.MAX_VALUE));
            copy(upstream, client, bytes);
            if (thenMute) {
                await(Duration.ofDays(1));
            }
        }
    }

    private String ask(Request request) throws IOException {
        try (SocketChannel upstream = connect()) {
            write(upstream, request.bytes());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(65536);
            while (upstream.read(buffer.clear()) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
            }
            return Request.body(answer.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(engine));
        open.add(upstream);
        return upstream;
    }

    private static void copy(SocketChannel from, SocketChannel to, int atMost) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(65536);
        for (int left = atMost; left > 0; ) {
            int count = from.read(buffer.clear().limit(Math.min(left, buffer.capacity())));
            if (count < 0) {
                return;
            }
            left -= count;
            write(to, buffer.flip());
        }
    }

    private static String changed(String json, Consumer<Map<String, Object>> change) {
        @SuppressWarnings("unchecked") // names in JSON are strings
        Map<String, Object> object = (Map<String, Object>) mutable(Json.parseObject(json));
        change.accept(object);
        return Json.write(object);
    }

    private static Object mutable(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((name, entry) -> copy.put(name, mutable(entry)));
        return copy;
    }

    private static ByteBuffer response(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n";
        return ByteBuffer.wrap(
                (head + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void await(Duration time) {
        try {
            closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | UncheckedIOException e) {
                        // one side went away: that is what this is about
                    }
                },
                "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** One HTTP/1.1 request, all of it; texts are bytes (ISO 8859-1). */
    private record Request(String head, String body) {
        static Request read(SocketChannel channel) throws IOException {
            StringBuilder text = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(65536);
            while (!isComplete(text.toString())) {
                if (channel.read(buffer.clear()) < 0) {
                    return null;
                }
                text.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
            }
            int end = text.indexOf("\r\n\r\n");
            return new Request(text.substring(0, end), body(text.toString()));
        }

        private static boolean isComplete(String text) {
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            String head = text.substring(0, end).toLowerCase(Locale.ROOT);
            int length = head.indexOf("content-length:");
            if (length >= 0) {
                int expected = Integer.parseInt(head.substring(length + 15)
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .trim());
                return text.length() - end - 4 >= expected;
            }
            return !head.contains("transfer-encoding: chunked") || text.endsWith("0\r\n\r\n");
        }

        /** The body of a message, whole; chunks are put together. */
        static String body(String message) {
            int end = message.indexOf("\r\n\r\n");
            String rest = message.substring(end + 4);
            if (!message.substring(0, end).toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
                return rest;
            }
            StringBuilder body = new StringBuilder();
            for (int at = 0; ; ) {
                int line = rest.indexOf("\r\n", at);
                int size = Integer.parseInt(rest.substring(at, line), 16);
                if (size == 0) {
                    return body.toString();
                }
                body.append(rest, line + 2, line + 2 + size);
                at = line + 4 + size;
            }
        }

        String method() {
            return head.substring(0, head.indexOf(' '));
        }

        /** Without the query. */
        String path() {
            return head.split(" ")[1].replaceFirst("\\?.*", "");
        }

        Request withBody(String json) {
            return new Request(head, new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }

        /** With the end of the connection as the end of the answer, except where the connection becomes a stream. */
        ByteBuffer bytes() {
            StringBuilder text = new StringBuilder();
            boolean upgrade = head.toLowerCase(Locale.ROOT).contains("upgrade");
            head.lines()
                    .filter(line -> !line.matches("(?i)(content-length|transfer-encoding):.*"))
                    .filter(line -> upgrade || !line.matches("(?i)connection:.*"))
                    .forEach(line -> text.append(line).append("\r\n"));
            if (!upgrade) {
                text.append("Connection: close\r\n");
            }
            if (!body.isEmpty()) {
                text.append("Content-Length: ").append(body.length()).append("\r\n");
            }
            text.append("\r\n").append(body);
            return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
