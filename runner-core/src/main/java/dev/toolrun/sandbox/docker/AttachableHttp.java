package dev.toolrun.sandbox.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;

/**
 * docker-java carries an attached sandbox on a thread of its own, which nobody could end while the engine does not answer.
 * Here the request's own stream learns of that thread, so that closing the stream ends both. Thread-safe.
 */
final class AttachableHttp implements DockerHttpClient {
    private final DockerHttpClient http;

    AttachableHttp(DockerHttpClient http) {
        this.http = http;
    }

    @Override
    public Response execute(Request request) {
        if (!(request.hijackedInput() instanceof RequestStream stream)) {
            return http.execute(request);
        }
        stream.servedBy(Thread.currentThread());
        try {
            return http.execute(request);
        } finally {
            stream.servedByNobody();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
