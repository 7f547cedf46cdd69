package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes with real sandboxes. */
@RequiresEngine
class ExecIT {
    @TempDir
    private Path folder;

    private ToolrunProcess toolrun;

    @BeforeEach
    void prepare() throws IOException {
        toolrun = new ToolrunProcess(folder);
    }

    @Test
    void theAnswer() throws Exception {
        var text = toolrun.run("exec", "python", "-p", "code=print(6*7)");
        assertThat(text).isEqualTo(new ToolrunProcess.Ended(0, "42\n", ""));
        var json = toolrun.run("exec", "python", "-p", "code=print(6*7)", "-o", "json");
        assertThat(json.exit()).isZero();
        assertThat(json.stderr()).isEmpty();
        assertThat(json.stdout()).hasLineCount(1);
        assertThat(json.result())
                .containsEntry("status", "completed")
                .containsEntry("reason", "ok")
                .containsEntry("started", true)
                .containsEntry("exitCode", 0)
                .containsEntry("stdout", Map.of("text", "42\n", "bytes", 3, "truncated", false, "omittedBytes", 0));
    }

    @Test
    void outputIsUtf8InEveryLocale() throws Exception {
        var ended = toolrun.run(
                "exec",
                "python",
                "-p",
                "code:=\"import sys; print('\\u00e4\\u20ac\\ud83c\\udf0d');" + "print('\\u00fc', file=sys.stderr)\"");
        assertThat(ended).isEqualTo(new ToolrunProcess.Ended(0, "ä€🌍\n", "ü\n"));
    }

    @Test
    void aToolThatFails() throws Exception {
        var ended = toolrun.run("exec", "shell", "-p", "script=echo out; echo err >&2; exit 3");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.stdout()).isEqualTo("out\n");
        assertThat(ended.stderr()).isEqualTo("err\ntoolrun: The tool exited with 3.\n");
    }

    @Test
    void filesAreWrittenIntoANewDirectoryOfOnesOwn() throws Exception {
        String code = "import os; os.makedirs('out/sub'); open('out/sub/a.csv', 'w').write('1');"
                + " open('out/.profile', 'w').write('2'); os.symlink('/etc/passwd', 'out/link')";
        Path directory = folder.resolve("files");
        var ended = toolrun.run("exec", "python", "-p", "code=" + code, "--artifacts", directory.toString());
        assertThat(ended.exit()).isZero();
        assertThat(ended.stderr())
                .isEqualTo("toolrun: Not all of the tool's files are as it left them: artifact-link 1,"
                        + " artifact-renamed 1.\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("sub"))))
                .isEqualTo("rwx------");
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(directory::relativize)
                            .map(Path::toString))
                    .containsExactlyInAnyOrder("sub/a.csv", "_.profile");
        }
        assertThat(directory.resolve("sub/a.csv")).hasContent("1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("sub/a.csv"))))
                .isEqualTo("rw-------");
        var again = toolrun.run("exec", "python", "-p", "code=" + code, "--artifacts", directory.toString());
        assertThat(again.exit()).isEqualTo(2);
        var listed = toolrun.run("exec", "python", "-p", "code=" + code);
        assertThat(listed.stderr()).contains("_.profile, sub/a.csv");
    }

    @Test
    void aReceiptOfWhatRan() throws Exception {
        String receipt = folder.resolve("receipt.json").toString();
        var ended = toolrun.run("exec", "python", "-p", "code=print(6*7)", "-o", "json", "--receipt", receipt);
        assertThat(ended.exit()).as(ended.stderr()).isZero();
        Path key = Files.copy(folder.resolve("toolrun/audit.ed25519.pub"), folder.resolve("key.pub"));
        Files.move(folder.resolve("toolrun"), folder.resolve("gone"));
        var verified = toolrun.run(
                "audit", "verify", "--proof", receipt, "--public-key", key.toString(), "-c", "/dev/null", "-o", "json");
        assertThat(verified.exit()).as(verified.stderr()).isZero();
        Map<?, ?> record = (Map<?, ?>) verified.result().get("record");
        assertThat(record.get("callId")).isEqualTo(ended.result().get("callId"));
        assertThat(record.get("result")).isEqualTo("success");
        assertThat(record.get("parameters")).isEqualTo(Map.of("code", "print(6*7)"));
        Map<?, ?> sandbox = (Map<?, ?>) ended.result().get("sandbox");
        Map<?, ?> recorded = (Map<?, ?>) record.get("sandbox");
        assertThat(recorded.get("imageId")).isNotNull().isEqualTo(sandbox.get("imageId"));
        assertThat(recorded.get("seccomp")).isNotNull().isEqualTo(sandbox.get("seccomp"));
        assertThat(record.get("returned")).asString().contains("sha256=" + Sha256.ofUtf8("42\n"), "bytes=3");
    }

    @Test
    void aToolThatTakesTooLong() throws Exception {
        var ended = toolrun.run("exec", "shell", "-p", "script=echo begun; sleep 60", "--wall-time", "500ms");
        assertThat(ended.exit()).isEqualTo(6);
        assertThat(ended.stdout()).isEqualTo("begun\n");
        assertThat(ended.stderr()).contains("timeout").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {">/dev/full", ">&-", "| true"})
    void aResultThatNobodyTakes(String redirection) throws Exception {
        String script = "set -o pipefail; \"$@\" " + redirection;
        var ended = toolrun.end(toolrun.start(
                List.of("bash", "-c", script, "bash"), "exec", "python", "-p", "code=print('x' * 1000000)"));
        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.stderr())
                .startsWith("toolrun: The result could not be written.")
                .hasLineCount(1);
    }

    @Test
    void artifactsThatHaveNoPlace() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, for a disk that is full");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String script = "mount -t tmpfs -o size=64k none " + disk + " && \"$@\"; code=$?; ls " + disk
                + "/files >&2; exit $code";
        String write = "script=cd out; echo 1 > a; head -c 99999 /dev/zero > b; echo made";
        var ended = toolrun.end(toolrun.start(
                List.of("unshare", "--mount", "bash", "-c", script, "bash"),
                "exec",
                "shell",
                "-p",
                write,
                "--artifacts",
                disk.resolve("files").toString(),
                "-o",
                "json"));
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(7);
        assertThat(ended.result())
                .containsEntry("status", "failed")
                .containsEntry("reason", "artifacts_not_written")
                .containsEntry("started", true)
                .containsEntry("message", "The tool succeeded, but its artifacts could not be written.");
        assertThat(ended.result().get("stdout")).asString().contains("text=made\n");
        assertThat(CommandLineRun.objects(ended.result().get("artifacts")))
                .extracting(artifact -> artifact.get("name"))
                .containsExactly("a");
        assertThat(ended.stderr()).contains("Writing 'b' into " + disk).endsWith("\na\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"printf '%s' \"$0\" | \"$@\"", "\"$@\" <<< \"$0\""})
    void parametersOnStandardInput(String script) throws Exception {
        List<String> wrapper = List.of("bash", "-c", script, "{\"script\": \"echo in\"}");
        var ended = toolrun.end(toolrun.start(wrapper, "exec", "shell", "--params", "-"));
        assertThat(ended).isEqualTo(new ToolrunProcess.Ended(0, "in\n", ""));
    }

    /** More than a pipe takes is written only when somebody reads it: the command is about to wait for more. */
    @Test
    void aSignalBeforeTheCallIsComplete() throws Exception {
        Process process = toolrun.startWithInput(List.of(), "exec", "shell", "--params", "-", "-o", "json");
        process.getOutputStream().write(" ".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        process.toHandle().destroy();
        var ended = toolrun.end(process);
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(6);
        assertThat(ended.stdout()).hasLineCount(1);
        assertThat(ended.result()).containsEntry("reason", "cancelled").containsEntry("started", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalCancelsTheCall(String signal) throws Exception {
        Files.writeString(folder.resolve("wait.yaml"), """
                name: wait
                description: Waits longer than a busy machine takes to cancel it.
                inputSchema: {type: object}
                image: toolrun/shell
                command: [sleep, "50"]
                limits: {wallTime: 50s}
                """);
        Path config = Files.writeString(folder.resolve("toolrun.yaml"), toolrun.configuration("tools: [wait.yaml]\n"));
        // what a shell runs in the background ignores SIGINT, and so does what that starts
        var asFromATerminal = List.of("env", "--default-signal=INT");
        Process process = toolrun.start(asFromATerminal, "exec", "wait", "-o", "json", "-c", config.toString());
        ToolrunProcess.awaitContainerOf(process);
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        var ended = toolrun.end(process);
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(6);
        assertThat(ended.stdout()).hasLineCount(1);
        assertThat(ended.result()).containsEntry("reason", "cancelled").containsEntry("status", "stopped");
        assertThat(ToolrunProcess.containers("dev.toolrun.owner", "/" + process.pid() + "/"))
                .isEmpty();
        assertThat(toolrun.run("audit", "verify", "-c", config.toString()).stdout())
                .contains("is whole: 2 records")
                .hasLineCount(1);
    }

    @Test
    void manyCallsLeaveNothingBehind() throws Exception {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var ended = toolrun.run("exec", "shell", "-p", "script=sleep 60 & echo " + i, "-o", "json");
            assertThat(ended.exit()).as(ended.stderr()).isZero();
            calls.add((String) ended.result().get("callId"));
        }
        assertThat(calls)
                .doesNotHaveDuplicates()
                .allSatisfy(call -> assertThat(ToolrunProcess.containers("dev.toolrun.call", call))
                        .isEmpty());
        assertThat(toolrun.temporaryFiles()).isEmpty();
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void aCheckRunsNothing() throws Exception {
        var ended = toolrun.run("check", "python", "-p", "code=print(1)");
        assertThat(ended.exit()).isZero();
        assertThat(ended.stdout().lines()).hasSize(7).allMatch(line -> line.startsWith("permit "));
        assertThat(toolrun.run("audit", "show", "-o", "json").stdout()).isEqualTo("[]\n");
    }
}
