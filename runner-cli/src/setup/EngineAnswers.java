import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Exits with 0 as soon as the engine at a socket answers, with 1 when its process is gone or a minute is over. */
final class EngineAnswers {
    public static void main(String[] args) throws Exception {
        var engine = CompletableFuture.supplyAsync(() -> awaitAnswer(args[0], Long.parseLong(args[1])));
        System.exit(engine.completeOnTimeout(false, 1, TimeUnit.MINUTES).get() ? 0 : 1);
    }

    /** A process id of 0 stands for no process in particular. */
    private static boolean awaitAnswer(String socket, long pid) {
        while (!answers(socket)) {
            if (pid != 0 && ProcessHandle.of(pid).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean answers(String socket) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(64);
            channel.read(answer);
            return new String(answer.array(), StandardCharsets.US_ASCII).matches("(?s)HTTP/1.. 200 .*");
        } catch (IOException notYet) {
            return pause();
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
