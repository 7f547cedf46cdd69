package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that a resident runner makes in the place of the command, as far as no engine is needed. */
class ServeTest {
    private static final String READY = "toolrun: The resident runner is ready.";

    @TempDir
    private Path folder;

    private CommandLineRun cli;
    private ResidentRunner resident;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder.toRealPath());
        cli.environment.put(
                "XDG_RUNTIME_DIR", folder.toRealPath().resolve("run").toString());
        cli.pinPython();
    }

    @AfterEach
    void end() {
        if (resident != null) {
            resident.close();
        }
    }

    private void serve() throws IOException {
        resident = ResidentRunner.start(cli.environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsItInOrder(String signal) throws Exception {
        // what a shell runs in the background ignores SIGINT, and so does what that starts
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(ResidentRunner.toolrun("serve"));
        resident = ResidentRunner.startCommand(cli.environment, command);
        assertThat(resident.line()).isEqualTo(READY);
        new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(resident.process().pid()))
                .start()
                .waitFor();
        assertThat(resident.exitCode()).isZero();
        assertThat(ResidentRunner.socket(cli.environment)).doesNotExist();
    }

    @Test
    void oneThatWasKilledIsReplacedAndOneThatLivesIsNot() throws Exception {
        cli.configure(CommandLineRun.CONFIGURATION + "resident: required\n");
        serve();
        ResidentRunner second = ResidentRunner.startCommand(cli.environment, ResidentRunner.toolrun("serve"));
        assertThat(second.exitCode()).isEqualTo(7);
        assertThat(second.line())
                .isEqualTo("toolrun: Another resident runner serves here already. It listens at "
                        + ResidentRunner.socket(cli.environment) + ".");
        assertThat(cli.run("exec", "nosuch").exit()).isEqualTo(3);

        resident.process().destroyForcibly().waitFor();
        assertThat(ResidentRunner.socket(cli.environment)).exists();
        cli.run("exec", "nosuch", "-o", "json").endsWith(2, "invalid_configuration");
        serve();
        assertThat(cli.run("exec", "nosuch").exit()).isEqualTo(3);
    }

    @Test
    void onlyTheSameConfigurationIsServed() throws Exception {
        serve();
        Path other = cli.write("other.yaml", CommandLineRun.CONFIGURATION);
        var ended = cli.run("exec", "nosuch", "-c", other.toString());
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.stderr())
                .startsWith("toolrun: The resident runner does not take this call: it serves another configuration.\n")
                .hasLineCount(2);
        cli.write("other.yaml", CommandLineRun.CONFIGURATION + "resident: required\n");
        var refused = cli.run("exec", "nosuch", "-c", other.toString(), "-o", "json");
        assertThat(refused.endsWith(2, "invalid_configuration").result()).containsEntry("started", false);
        assertThat(refused.stderr()).contains("it serves another configuration").hasLineCount(1);
        cli.write("other.yaml", CommandLineRun.CONFIGURATION + "resident: never\n");
        assertThat(cli.run("exec", "nosuch", "-c", other.toString()).stderr()).hasLineCount(1);

        // the environment is part of what a configuration means that names no place for its state
        cli.configure(CommandLineRun.CONFIGURATION.replace("stateDirectory: state", ""));
        assertThat(cli.run("exec", "nosuch").stderr()).hasLineCount(1);
        cli.environment.put("XDG_STATE_HOME", folder.resolve("elsewhere").toString());
        assertThat(cli.run("exec", "nosuch").stderr()).contains("it serves another configuration");
    }

    @Test
    void oneThatIsNotWantedIsNotUsed() throws Exception {
        serve();
        cli.configure(CommandLineRun.CONFIGURATION + "resident: never\n");
        assertThat(cli.run("exec", "nosuch").stderr())
                .startsWith("toolrun: There is no")
                .hasLineCount(1);
        ResidentRunner second = ResidentRunner.startCommand(cli.environment, ResidentRunner.toolrun("serve"));
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.line()).contains("resident: never");
    }

    @Test
    void aCommandThatNeedsOneIsRefusedWithoutOne() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + "resident: required\n");
        var ended = cli.run("exec", "nosuch", "-o", "json").endsWith(2, "invalid_configuration");
        assertThat(ended.result())
                .containsEntry(
                        "message", "Calls are made by the resident runner only, and it does" + " not make this one.");
        assertThat(ended.stderr()).contains("toolrun serve").hasLineCount(1);
        assertThat(cli.run("check", "nosuch").exit()).isEqualTo(3);
    }

    /** What the resident runner knows of tools and keys is what their files say when the call comes. */
    @Test
    void whatTheConfigurationNamesIsReadAgainWhenItHasChanged() throws Exception {
        cli.configure(CommandLineRun.CONFIGURATION + "resident: required\ntools: ['tools/*.yaml']\n");
        Files.createDirectory(cli.folder.resolve("tools"));
        cli.write("tools/a.yaml", tool("a"));
        serve();
        assertThat(call("b")).isEqualTo("unknown_tool");
        cli.write("tools/b.yaml", tool("b"));
        assertThat(call("b")).isEqualTo("invalid_arguments");

        cli.write("tools/b.yaml", tool("b") + "bogus: 1\n");
        var broken = cli.run("exec", "b", "-o", "json").endsWith(2, "invalid_configuration");
        assertThat(broken.stderr()).contains("b.yaml").contains("bogus").hasLineCount(1);
        cli.configure(CommandLineRun.CONFIGURATION + "resident: 1\n");
        assertThat(call("a")).isEqualTo("invalid_configuration");

        cli.configure(CommandLineRun.CONFIGURATION + "resident: required\ntools: ['tools/a.yaml']\n");
        assertThat(call("a")).isEqualTo("invalid_arguments");
        assertThat(call("b")).isEqualTo("unknown_tool");
    }

    private String call(String tool) {
        return String.valueOf(cli.run("exec", tool, "-o", "json").result().get("reason"));
    }

    private static String tool(String name) {
        return """
                name: %s
                description: Needs x.
                inputSchema: {type: object, required: [x], properties: {x: {type: string}}}
                image: toolrun/shell
                command: ["true"]
                """.formatted(name);
    }

    /** The endpoint of metrics stays when another runner takes over. */
    @Test
    void metricsGoOnOverAChange() throws Exception {
        int port = freePort();
        String telemetry = telemetry(port);
        cli.configure(CommandLineRun.CONFIGURATION + telemetry);
        serve();
        assertThat(call("nosuch")).isEqualTo("unknown_tool");
        cli.configure(CommandLineRun.CONFIGURATION + telemetry + "# changed\n");
        assertThat(call("nosuch")).isEqualTo("unknown_tool");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
        String metrics = HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(metrics)
                .containsPattern("tool_invocation_total\\{.*unknown_tool.*\\} 2\\.0")
                .containsPattern("tool_sandbox_in_use 0\\.0");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String telemetry(int port) {
        return "resident: required\ntelemetry: {prometheus: '127.0.0.1:" + port + "'}\n";
    }

    /** Such as the port of its metrics, which the first one has. */
    @Test
    void aSecondOneTakesNothingBeforeItHasFoundTheFirst() throws Exception {
        cli.configure(CommandLineRun.CONFIGURATION + telemetry(freePort()));
        serve();
        try (ResidentRunner second = ResidentRunner.startCommand(cli.environment, ResidentRunner.toolrun("serve"))) {
            assertThat(second.exitCode()).isEqualTo(7);
            assertThat(second.line()).startsWith("toolrun: Another resident runner serves here already.");
        }
    }

    /** Standard input is a socket that listens already, as systemd hands it over. */
    @Test
    void aSocketMayBeHandedOver() throws Exception {
        cli.configure(CommandLineRun.CONFIGURATION + "resident: required\n");
        Path socket = ResidentRunner.socket(cli.environment);
        Files.createDirectories(socket.getParent());
        String starter = """
                use Socket; use POSIX;
                socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, pack_sockaddr_un(shift)) && listen(S, 9) or die $!;
                POSIX::dup2(fileno(S), 0); exec @ARGV;
                """;
        List<String> command = new ArrayList<>(List.of("perl", "-e", starter, socket.toString()));
        command.addAll(ResidentRunner.toolrun("serve"));
        resident = ResidentRunner.startCommand(cli.environment, command);
        assertThat(resident.line()).isEqualTo(READY);
        assertThat(call("nosuch")).isEqualTo("unknown_tool");
        assertThat(resident.end()).isZero();
        assertThat(socket).as("whoever made it removes it").exists();
    }
}
