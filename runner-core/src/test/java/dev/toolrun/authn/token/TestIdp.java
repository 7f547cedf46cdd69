package dev.toolrun.authn.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An identity provider on this host's loopback that answers as a test wants, well or badly. */
public final class TestIdp implements AutoCloseable {
    private static final char[] PASSWORD = "throw-away".toCharArray();

    private final HttpServer server;
    private final @Nullable SSLContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile Answer answer = exchange -> send(exchange, 404, "");

    /** What somebody asked. */
    public record Request(String path, String authorization, String body) {}

    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private TestIdp(HttpServer server, @Nullable SSLContext tls) {
        this.server = server;
        this.tls = tls;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Over plain HTTP. */
    public static TestIdp plain() throws IOException {
        return new TestIdp(HttpServer.create(loopback(), 0), null);
    }

    /** Over HTTPS. */
    public static TestIdp tls(SSLContext identity) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new TestIdp(server, identity);
    }

    /** A throw-away certificate of this host's loopback, and trust in nothing else. Takes a second or more. */
    public static SSLContext identity(Path folder) throws Exception {
        return context(certificate(folder));
    }

    public URI address() {
        return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:"
                + server.getAddress().getPort() + "/idp");
    }

    public @Nullable SSLContext trust() {
        return tls;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public void answers(int status, String body) {
        answer = exchange -> send(exchange, status, body);
    }

    public void redirectsTo(URI elsewhere) {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", elsewhere.toString());
            send(exchange, 302, "");
        };
    }

    /** Begins an answer, and never ends it. */
    public void stallsAfter(String beginning) {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(beginning.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitClose();
        };
    }

    /** Takes requests, and never answers. */
    public void isSilent() {
        answer = exchange -> awaitClose();
    }

    /** Sends until nobody listens any more. */
    public void floods() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                while (closed.getCount() > 0) {
                    out.write(spaces);
                }
            } catch (IOException e) {
                hungUp.countDown();
            }
        };
    }

    public CountDownLatch hungUp() {
        return hungUp;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            requests.add(new Request(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
        answer.to(exchange);
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static InetSocketAddress loopback() throws IOException {
        return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    }

    private static KeyStore certificate(Path folder) throws Exception {
        Path store = folder.resolve("idp.p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        String options = "-genkeypair -alias idp -keyalg EC -groupname secp256r1 -dname CN=idp -ext san=ip:127.0.0.1"
                + " -validity 2 -storetype PKCS12";
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("idp", keys.getCertificate("idp"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
