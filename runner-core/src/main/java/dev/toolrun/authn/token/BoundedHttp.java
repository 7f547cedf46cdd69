package dev.toolrun.authn.token;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks those whom the configuration names, over HTTP: with a deadline for the whole exchange, up to {@link #MAX_BYTES} of
 * answer, and without following anybody elsewhere. Its client is made at first use. Thread-safe.
 */
public final class BoundedHttp {
    /** The longest answer that is read, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final @Nullable SSLContext tls;
    private final Duration deadline;
    private @Nullable HttpClient client;

    /** Trusts the certificate authorities that Java trusts. */
    public BoundedHttp() {
        this(null, DEADLINE);
    }

    /**
     * @param tls whom to trust; null: the certificate authorities that Java trusts
     * @param deadline for an exchange, from its first step to the answer's last byte
     */
    public BoundedHttp(@Nullable SSLContext tls, Duration deadline) {
        this.tls = tls;
        this.deadline = deadline;
    }

    /**
     * The text of the answer.
     *
     * @throws IOException if there is none in time, its status is not 200, it is too long or no UTF-8; its message names
     *     nothing of request and answer
     */
    public String send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(
                        request,
                        info -> info.statusCode() == 200
                                ? BoundedBody.upTo(MAX_BYTES)
                                : BoundedBody.refused("the answer's status is not 200"));
        try {
            return text(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS).body());
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("no usable answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(deadline);
            client = (tls == null ? builder : builder.sslContext(tls)).build();
        }
        return client;
    }

    private static String text(byte[] body) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the answer is not UTF-8", e);
        }
    }
}
