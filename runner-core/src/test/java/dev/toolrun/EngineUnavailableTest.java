package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.CheckReport;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.json.ResultJson;
import dev.toolrun.sandbox.Finding;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is not there, or not one. */
class EngineUnavailableTest {
    @TempDir
    private Path folder;

    @Test
    void noSocketIsSaidWithWhatToDo() {
        assertUnavailable(folder.resolve("none.sock"), "install Docker");
    }

    @Test
    void aCheckSaysItToo() {
        try (ToolRunner runner = ToolRunner.open(config(folder.resolve("none.sock")))) {
            CheckReport report = runner.check(ToolCall.of("shell", Map.of("script", "true")));
            assertThat(report.result().reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE);
            assertThat(report.verdicts()).last().satisfies(verdict -> {
                assertThat(verdict.layer()).isEqualTo("sandbox");
                assertThat(verdict.permitted()).isFalse();
            });
        }
    }

    @Test
    void aSocketThatNobodyListensOnIsSaidWithWhatToDo() throws IOException {
        Path socket = folder.resolve("dead.sock");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
        }
        assertUnavailable(socket, "could not be asked to tell its version");
    }

    @Test
    void anEngineThatIsTooOldIsSaid() throws Exception {
        Path socket = folder.resolve("old.sock");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
            Thread server =
                    new Thread(() -> answerOnce(channel, "{\"ApiVersion\":\"1.40\",\"MinAPIVersion\":\"1.12\"}"));
            server.start();
            assertUnavailable(socket, "The engine speaks API 1.12 to 1.40; toolrun needs one of 1.41 to");
            server.join();
        }
    }

    @Test
    void aSocketThatIsNotAnEnginesIsSaid() throws Exception {
        Path socket = folder.resolve("other.sock");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
            Thread server = new Thread(() -> answerOnce(channel, "<html>"));
            server.start();
            assertUnavailable(socket, "could not be asked to tell its version");
            server.join();
        }
    }

    @Test
    void anExaminationSaysItToo() {
        try (Host host = Host.open(config(folder.resolve("none.sock")))) {
            assertThat(host.examine()).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Finding.Level.FAILED);
                assertThat(finding.fix()).contains("install Docker");
            });
        }
    }

    private void assertUnavailable(Path socket, String hint) {
        try (ToolRunner runner = ToolRunner.open(config(socket))) {
            ToolResult result = runner.run(ToolCall.of("shell", Map.of("script", "true")));
            assertThat(result.reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE);
            assertThat(result.started()).isFalse();
            assertThat(result.auditSequence()).isEqualTo(2);
            assertThat(((Outcome.Failed) result.outcome()).hint()).contains(hint);
            assertThat(ResultJson.write(result)).doesNotContain(socket.toString());
        }
    }

    private RunnerConfig config(Path socket) {
        Path state = folder.resolve("state-" + socket.getFileName());
        new ImageLock(state).pin(ImageBuild.qualified("shell"), new PinnedImage("sha256:1", "sha256:1"));
        return RunnerConfig.defaults(Map.of())
                .withStateDirectory(state)
                .withSandbox(
                        new SandboxSettings("unix://" + socket, null, Set.of(), 1, Duration.ofSeconds(1), List.of()));
    }

    private static void answerOnce(ServerSocketChannel channel, String body) {
        try (SocketChannel client = channel.accept()) {
            client.read(ByteBuffer.allocate(8192));
            String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body;
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
