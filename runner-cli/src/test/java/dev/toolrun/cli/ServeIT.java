package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real calls by a resident runner. */
@RequiresEngine
class ServeIT {
    private static final String WAIT = """
            name: wait
            description: Waits longer than a busy machine takes to cancel it.
            inputSchema: {type: object}
            image: toolrun/shell
            command: [sleep, "50"]
            limits: {wallTime: 50s}
            """;

    @TempDir
    private Path folder;

    private ToolrunProcess toolrun;
    private Path config;
    private ResidentRunner resident;

    @BeforeEach
    void prepare() throws IOException {
        folder = folder.toRealPath();
        toolrun = new ToolrunProcess(folder);
        Files.writeString(folder.resolve("wait.yaml"), WAIT);
        config = Files.writeString(
                folder.resolve("toolrun.yaml"), toolrun.configuration("tools: [wait.yaml]\nresident: required\n"));
        Map<String, String> environment = Map.of(
                "XDG_STATE_HOME", folder.toString(),
                "XDG_CONFIG_HOME", folder.resolve("nothing").toString(),
                "XDG_RUNTIME_DIR", folder.resolve("run").toString());
        resident = ResidentRunner.start(environment, "-c", config.toString());
    }

    @AfterEach
    void end() {
        resident.close();
    }

    private ToolrunProcess.Ended exec(Path configuration, String... more) throws Exception {
        String[] args = new String[more.length + 3];
        args[0] = "exec";
        args[1] = "-c";
        args[2] = configuration.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return toolrun.run(args);
    }

    /** The same call by the command alone says the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "python|-p|code=print(6*7)",
                "python|-p|code=print(6*7)|-o|json",
                "shell|-p|script=echo out; echo err >&2; exit 3",
                "shell|-p|script=echo err >&2; kill -9 $$|-o|json",
                "shell|-p|script=echo begun; sleep 60|--wall-time|500ms",
                "shell|-p|script=cd out; echo 1 > .a; ln -s /etc b",
                "shell|-p|script=head -c 2000000 /dev/zero|-o|json",
            })
    void theSameComesBackByBothWays(String call) throws Exception {
        Path alone = Files.writeString(
                folder.resolve("alone.yaml"), toolrun.configuration("tools: [wait.yaml]\nresident: never\n"));
        var expected = exec(alone, call.split("\\|"));
        var ended = exec(config, call.split("\\|"));
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(expected.exit());
        assertThat(comparable(ended.stdout())).isEqualTo(comparable(expected.stdout()));
        assertThat(ended.stderr()).isEqualTo(expected.stderr());
    }

    private static Object comparable(String stdout) {
        if (!stdout.startsWith("{")) {
            return stdout;
        }
        Map<String, Object> result = new TreeMap<>(Json.parseObject(stdout));
        List.of("callId", "traceId", "usage", "audit").forEach(result::remove);
        return result;
    }

    @Test
    void filesAndReceiptAreWrittenByTheClient() throws Exception {
        Path files = folder.resolve("files");
        Path receipt = folder.resolve("receipt.json");
        String script = "script=mkdir out/sub; head -c 300000 /dev/zero > out/sub/zeros; echo 1 > out/one";
        String[] call = {"shell", "-p", script, "--artifacts", files.toString(), "--receipt", receipt.toString()};
        var ended = exec(config, call);
        assertThat(ended).isEqualTo(new ToolrunProcess.Ended(0, "", ""));
        assertThat(files.resolve("sub/zeros")).hasSize(300_000);
        assertThat(files.resolve("one")).hasContent("1");
        for (Path file : List.of(receipt, files.resolve("one"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        var verified = toolrun.run(
                "audit",
                "verify",
                "--proof",
                receipt.toString(),
                "--public-key",
                folder.resolve("toolrun/audit.ed25519.pub").toString());
        assertThat(verified.exit()).as(verified.stderr()).isZero();
        assertThat(exec(config, call).exit()).as("nothing is overwritten").isEqualTo(2);
    }

    @Test
    void aSignalToTheClientCancelsTheCall() throws Exception {
        Path files = folder.resolve("files");
        Path receipt = folder.resolve("receipt.json");
        Process client = toolrun.start(
                "exec",
                "wait",
                "-o",
                "json",
                "-c",
                config.toString(),
                "--artifacts",
                files.toString(),
                "--receipt",
                receipt.toString());
        ToolrunProcess.awaitContainerOf(resident.process());
        client.destroy();
        var ended = toolrun.end(client);
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(6);
        assertThat(receipt).content().contains("cancelled");
        assertThat(ended.result()).containsEntry("reason", "cancelled").containsEntry("status", "stopped");
        assertNothingIsLeft();
        assertThat(exec(config, "shell", "-p", "script=echo on").stdout()).isEqualTo("on\n");
    }

    @Test
    void aClientThatIsKilledCancelsItsCall() throws Exception {
        Process client = toolrun.start("exec", "wait", "-c", config.toString());
        ToolrunProcess.awaitContainerOf(resident.process());
        client.destroyForcibly().waitFor();
        assertNothingIsLeft();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> toolrun.run("audit", "show", "--reason", "cancelled", "-c", config.toString())
                        .stdout()
                        .contains("cancelled"));
    }

    private void assertNothingIsLeft() {
        String owner = "/" + resident.process().pid() + "/";
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        ToolrunProcess.containers("dev.toolrun.owner", owner).isEmpty());
    }

    @Test
    void callsGetItsReadySandboxes() throws Exception {
        Files.writeString(config, Files.readString(config) + "sandbox: {warm: {shell: 1}}\n");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> isReady(exec(config, "shell", "-p", "script=echo on", "-o", "json")));
        resident.process().destroy();
        resident.process().waitFor();
        assertNothingIsLeft();
    }

    private static boolean isReady(ToolrunProcess.Ended ended) {
        assertThat(ended.exit()).as(ended.stdout()).isZero();
        return (boolean) ((Map<?, ?>) ended.result().get("sandbox")).get("warm");
    }

    /** A call that runs when the configuration changes, and when its server is to end, comes to its own end. */
    @Test
    void noCallIsLost() throws Exception {
        Path gate = Files.createDirectory(folder.resolve("gate"));
        Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(config, Files.readString(config) + "sandbox: {mountRoots: [gate]}\n");
        Files.writeString(folder.resolve("wait.yaml"), gated("until [ -e /gate/open ]; do sleep 0.1; done; echo old"));
        Process client = toolrun.start("exec", "wait", "-c", config.toString());
        ToolrunProcess.awaitContainerOf(resident.process());

        Files.writeString(folder.resolve("wait.yaml"), gated("echo new"));
        ToolrunProcess other = new ToolrunProcess(Files.createDirectory(folder.resolve("other")));
        List<String> sameSocket = List.of("env", "XDG_RUNTIME_DIR=" + folder.resolve("run"));
        assertThat(other.end(other.start(sameSocket, "exec", "wait", "-c", config.toString()))
                        .stdout())
                .isEqualTo("new\n");

        resident.process().destroy();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> other.end(other.start(sameSocket, "exec", "wait", "-c", config.toString()))
                                .exit()
                        == 2);
        assertThat(client.isAlive()).isTrue();
        Files.createFile(gate.resolve("open"));
        assertThat(toolrun.end(client)).isEqualTo(new ToolrunProcess.Ended(0, "old\n", ""));
        assertThat(resident.exitCode()).isZero();
    }

    private static String gated(String script) {
        return """
                name: wait
                description: Ends when it may.
                inputSchema: {type: object}
                image: toolrun/shell
                command: [sh, -c, "%s"]
                mounts: [{source: gate, target: /gate}]
                limits: {wallTime: 50s}
                """.formatted(script);
    }
}
