package dev.toolrun.cli;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers what is asked of an engine before it makes a container, and makes none. */
final class RehearsedEngine implements AutoCloseable {
    private static final int MOST_OF_A_REQUEST = 64 * 1024;

    private final ServerSocketChannel server;
    private final String image;

    private RehearsedEngine(ServerSocketChannel server, String image) {
        this.server = server;
        this.image = image;
    }

    /**
     * @param image the id of its only image, which all names mean
     */
    static RehearsedEngine at(Path socket, String image) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return new RehearsedEngine(server, image);
    }

    void start() {
        Thread thread = new Thread(this::answerAll);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void answerAll() {
        ByteBuffer request = ByteBuffer.allocate(MOST_OF_A_REQUEST);
        while (server.isOpen()) {
            try (SocketChannel connection = server.accept()) {
                connection.read(request.clear());
                String text = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
                String[] words = text.split("[ ?]", 3);
                connection.write(ByteBuffer.wrap(response(words.length < 2 ? null : answer(words[1]))));
                connection.shutdownOutput();
                // an end with something unread would take the answer away
                while (connection.read(request.clear()) >= 0) {}
            } catch (IOException e) {
                // the next one, if there is any
            }
        }
    }

    private @Nullable Object answer(String path) {
        if (path.endsWith("/version")) {
            return Map.of("Version", "0", "ApiVersion", "1.41", "MinAPIVersion", "1.41", "KernelVersion", "0");
        }
        if (path.endsWith("/containers/json")) {
            return List.of();
        }
        return path.contains("/images/") ? Map.of("Id", image, "Config", Map.of("Env", List.of())) : null;
    }

    private static byte[] response(@Nullable Object answer) {
        String body = answer == null ? "{}" : Json.write(answer);
        String status = answer == null ? "500 Error" : "200 OK";
        String head =
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ";
        return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
