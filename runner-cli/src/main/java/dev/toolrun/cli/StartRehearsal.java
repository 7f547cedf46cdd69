package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.cli.resident.ListeningSocket;
import dev.toolrun.cli.resident.ResidentServer;
import dev.toolrun.cli.resident.ServerLimits;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.json.Json;
import dev.toolrun.json.ResultJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes a call the way {@code exec} does, as far as that goes with an engine that answers nothing but errors, so that the JVM
 * that does it can keep the classes for the next ones (class data sharing, JEP 310; from Java 25 on the AOT cache, JEP 514). Of the user's it reads and
 * writes nothing; its argument is an empty directory for what it needs.
 */
final class StartRehearsal {
    private static final String TOOL = "shell";
    private static final byte[] ERROR = "HTTP/1.1 500 Error\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
            .getBytes(StandardCharsets.US_ASCII);

    private StartRehearsal() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path socket = folder.resolve("engine.sock");
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));
            Thread answers = new Thread(() -> answer(engine));
            answers.setDaemon(true);
            answers.start();
            call(folder, socket);
        }
    }

    private static void call(Path folder, Path socket) throws IOException {
        Terminal terminal = new Terminal(
                Map.of(),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false);
        Toolrun.commandLine(terminal, new Cancellation(), null)
                .parseArgs("exec", TOOL, "-p", "script=true", "-o", "json");
        ToolRunner.preload();
        Path file = configuration(folder, socket);
        RunnerConfig config = RunnerConfig.load(file, Map.of());
        String id = "sha256:" + "0".repeat(64);
        new ImageLock(config.stateDirectory()).pin("toolrun/" + TOOL, new PinnedImage(id, id));
        try (ToolRunner runner = ToolRunner.open(config)) {
            ToolResult result = runner.run(ToolCall.of(TOOL, Map.of("script", "true")));
            terminal.out().println(ResultJson.write(result));
            new ResultText(terminal).print(result);
            new ResultText(terminal).explainFailure(result);
        }
        callByResidentRunner(folder, file);
    }

    private static void callByResidentRunner(Path folder, Path config) {
        Map<String, String> environment =
                Map.of("XDG_RUNTIME_DIR", folder.toString(), "TOOLRUN_CONFIG", config.toString());
        Terminal terminal = new Terminal(
                environment,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false);
        ServedCalls calls = new ServedCalls(config, environment, new CurrentRunner(config, environment));
        new ListeningSocket(folder.resolve("toolrun").resolve("toolrun.sock"), null, false).hold(socket -> {
            Thread server = new Thread(new ResidentServer(socket, calls, ServerLimits.DEFAULT)::serve);
            server.start();
            Main.run(terminal, new Cancellation(), "exec", TOOL, "-p", "script=true");
            server.interrupt();
        });
    }

    private static Path configuration(Path folder, Path socket) throws IOException {
        return Files.writeString(
                folder.resolve("toolrun.yaml"), """
                stateDirectory: state
                authentication: {peer: {users: [%s], roles: [local]}}
                permissions: [{tool: "*", roles: {local: {}}}]
                sandbox: {engine: "unix://%s"}
                """.formatted(Json.write(System.getProperty("user.name")), socket));
    }

    private static void answer(ServerSocketChannel engine) {
        ByteBuffer request = ByteBuffer.allocate(64 * 1024);
        while (engine.isOpen()) {
            try (SocketChannel connection = engine.accept()) {
                connection.read(request.clear());
                connection.write(ByteBuffer.wrap(ERROR));
            } catch (IOException e) {
                // the next one, if there is any
            }
        }
    }
}
