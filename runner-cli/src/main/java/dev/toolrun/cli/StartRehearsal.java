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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes a call the way {@code exec} does, as far as that goes with an engine that makes no containers, so that the JVM
 * that does it can keep the classes for the next ones (class data sharing, JEP 310; from Java 25 on the AOT cache, JEP 514). Of the user's it reads and
 * writes nothing; its argument is an empty directory for what it needs.
 */
final class StartRehearsal {
    private static final String TOOL = "shell";
    private static final String IMAGE = "sha256:" + "0".repeat(64);

    private StartRehearsal() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path socket = folder.resolve("engine.sock");
        try (RehearsedEngine engine = RehearsedEngine.at(socket, IMAGE)) {
            engine.start();
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
        new ImageLock(config.stateDirectory()).pin("toolrun/" + TOOL, new PinnedImage(IMAGE, IMAGE));
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
}
