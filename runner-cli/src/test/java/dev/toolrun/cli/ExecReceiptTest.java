package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.RecordProof;
import dev.toolrun.audit.tlog.InclusionProof;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts, as the command line writes and checks them. */
class ExecReceiptTest {
    private static final RecordProof PROOF =
            new RecordProof("\u202e", new InclusionProof(0, 1, List.of()), new SignedNote("x\n", List.of()));

    @TempDir
    private Path folder;

    private CommandLineRun cli;
    private Path receipt;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        cli.pinPython();
        receipt = folder.resolve("receipt.json");
    }

    private CommandLineRun.Ended exec(String tool, Path file) {
        return cli.run("exec", tool, "-o", "json", "-p", "code=print(1)", "--receipt", file.toString());
    }

    @Test
    void aReceiptIsCheckedWithThePublicKeyAlone() throws IOException {
        var ended = exec("python", receipt).endsWith(7, "engine_unavailable");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(receipt)))
                .isEqualTo("rw-------");
        Path key = Files.copy(folder.resolve("state/audit.ed25519.pub"), folder.resolve("key.pub"));
        Files.move(folder.resolve("state"), folder.resolve("gone"));
        cli.environment.put("TOOLRUN_CONFIG", folder.resolve("no-such-file").toString());
        var text = cli.run("audit", "verify", "--proof", receipt.toString(), "--public-key", key.toString());
        assertThat(text.exit()).as(text.stderr()).isZero();
        assertThat(text.stdout())
                .startsWith("Record 2 is in the log ")
                .contains("\n  call       " + ended.result().get("callId") + " outcome, at 20")
                .contains("\n  for        " + System.getProperty("user.name") + ", as local, shown: peer")
                .contains("\n  tool       python, {\"code\":\"print(1)\"")
                .contains("\n  ended      error engine_unavailable, milliseconds: ");
        var json =
                cli.run("audit", "verify", "--proof", receipt.toString(), "--public-key", key.toString(), "-o", "json");
        assertThat(Json.parseObject(json.stdout()).get("record"))
                .asString()
                .contains("callId=" + ended.result().get("callId"));
    }

    @Test
    void aRefusedCallHasOneToo() {
        exec("nosuchtool", receipt).endsWith(3, "unknown_tool");
        var text = cli.run("audit", "verify", "--proof", receipt.toString());
        assertThat(text.exit()).isZero();
        assertThat(text.stdout()).contains("refused, at ", "denied unknown_tool");
    }

    @Test
    void nothingIsOverwrittenOrFollowedAndNoCallIsMade() throws IOException {
        Path taken = cli.write("taken", "x");
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing-there"));
        for (Path path : List.of(taken, dangling, folder, folder.resolve("no/such/place"))) {
            var ended = exec("python", path).endsWith(2, "invalid_usage");
            assertThat(ended.stderr()).contains("--receipt", path.toString()).hasLineCount(1);
        }
        assertThat(taken).hasContent("x");
        assertThat(folder.resolve("nothing-there")).doesNotExist();
        assertThat(folder.resolve("state/audit")).doesNotExist();
    }

    @Test
    void aCallThatIsNotMadeLeavesNoFileAndSaysSo() throws IOException {
        var taken = cli.run(
                "exec", "python", "-p", "code=1", "--receipt", receipt.toString(), "--artifacts", folder.toString());
        assertThat(taken.exit()).isEqualTo(2);
        assertThat(taken.stderr()).contains("There is no receipt: no call was made.");
        assertThat(receipt).doesNotExist();
        cli.configure("bogus: 1\n");
        exec("python", receipt).endsWith(2, "invalid_configuration");
        assertThat(receipt).doesNotExist();
        assertThat(folder.resolve("state/audit")).doesNotExist();
    }

    @Test
    void aCallWithoutARecordHasNone() throws IOException {
        cli.write("file", "");
        cli.configure(CommandLineRun.CONFIGURATION + "audit: {directory: file}\n");
        var ended = exec("python", receipt).endsWith(7, "audit_unavailable");
        assertThat(ended.stderr()).contains("There is no receipt: the call is not on record.");
        assertThat(receipt).doesNotExist();
    }

    @Test
    void withoutAKeyToSignWithNoCallIsMade() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + "audit: {signingKey: log.key}\n");
        Path key = cli.write("log.key", "damaged");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        exec("python", receipt).endsWith(7, "audit_unavailable");
        assertThat(receipt).doesNotExist();
        assertThat(folder.resolve("state/audit")).doesNotExist();
    }

    @Test
    void whatCannotBeProvedIsAFailureOfACallThatWentWell() {
        NewCallFiles files = files();
        ReceiptDelivery file = new ReceiptDelivery(files);
        ToolResult delivered = file.deliver(result(new Outcome.Completed(Reason.OK, 0, null)), any -> {
            throw new RunnerException(Reason.AUDIT_UNAVAILABLE, "Not now.", "At /var/log.", null, null);
        });
        assertThat(delivered.reason()).isEqualTo(Reason.RECEIPT_NOT_WRITTEN);
        assertThat(delivered.started()).isTrue();
        assertThat(delivered.message()).isEqualTo("The tool succeeded, but its receipt could not be written.");
        assertThat(delivered.stdout().text()).isEqualTo("kept");
        assertThat(file.missing()).isNull();
        files.end(true);
        assertThat(receipt).doesNotExist();
    }

    /** A channel that an interrupted thread writes to is closed, as one whose disk is full fails. */
    @Test
    void whatCannotBeWrittenIsGone() {
        ReceiptDelivery file = new ReceiptDelivery(files());
        Thread.currentThread().interrupt();
        ToolResult delivered = file.deliver(result(new Outcome.Completed(Reason.OK, 0, null)), any -> PROOF);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(delivered.reason()).isEqualTo(Reason.RECEIPT_NOT_WRITTEN);
        assertThat(receipt).doesNotExist();
    }

    @Test
    void howTheCallEndedIsSaidFirst() {
        ReceiptDelivery file = new ReceiptDelivery(files());
        Thread.currentThread().interrupt();
        ToolResult failed = result(new Outcome.Completed(Reason.NONZERO_EXIT, 3, null));
        assertThat(file.deliver(failed, any -> PROOF)).isEqualTo(failed);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file.missing()).startsWith("The receipt could not be written.");
    }

    @Test
    void theFileActsOnNoTerminal() throws IOException {
        new ReceiptDelivery(files()).deliver(result(new Outcome.Completed(Reason.OK, 0, null)), any -> PROOF);
        String written = Files.readString(receipt);
        assertThat(written).doesNotContain("\u202e").endsWith("}\n");
        assertThat(Json.parseObject(written)).containsEntry("record", "\u202e");
    }

    @Test
    void aRecordInAFewLines() {
        Map<String, Object> record = Json.parseObject("""
                {"event": "outcome", "callId": "01J", "timestamp": "2026-03-01T12:00:00.000Z", "userId": "al\\u001bice",
                 "actor": "agent", "role": "analyst", "toolId": "plot", "parameters": {"n": 1}, "result": "success",
                 "reason": "ok", "exitCode": 0, "signal": null, "latencyMs": 12, "limitsHit": ["pids"], "rule": "r",
                 "sandbox": {"image": "toolrun/plot", "imageId": "sha256:1", "runtime": "runc", "seccomp": "sha256:2",
                   "network": [], "limits": {"pids": 64}, "unenforced": ["cpus"]},
                 "returned": {"stdout": {"bytes": 3, "sha256": "aa"}, "stderr": {"bytes": 0, "sha256": "bb"},
                   "structured": null, "artifacts": [{"name": "a\\nb", "bytes": 4, "sha256": "cc"}]}}
                """);
        assertThat(RecordSummary.lines(record))
                .containsExactly(
                        "  call       01J outcome, at 2026-03-01T12:00:00.000Z",
                        "  for        al\\x1bice, by agent, as analyst",
                        "  tool       plot, {\"n\":1}",
                        "  ended      success ok, exit code 0, milliseconds: 12",
                        "  rule       r",
                        "  reached    [\"pids\"]",
                        "  image      toolrun/plot sha256:1",
                        "  profile    runtime runc, seccomp sha256:2",
                        "  limits     {\"pids\":64}, not in force: [\"cpus\"]",
                        "  network    []",
                        "  stdout     3 bytes, SHA-256 aa",
                        "  stderr     0 bytes, SHA-256 bb",
                        "  artifact   4 bytes, SHA-256 cc, \"a\\nb\"");
        assertThat(RecordSummary.lines(Map.of("event", "repair"))).isEmpty();
    }

    private NewCallFiles files() {
        Terminal nowhere = new Terminal(
                Map.of(),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false);
        return NewCallFiles.make(null, receipt, nowhere);
    }

    private static ToolResult result(Outcome outcome) {
        return new ToolResult(
                "01J",
                "t",
                "tool",
                outcome,
                List.of(),
                new CapturedText("kept", 4, false, 0),
                CapturedText.EMPTY,
                null,
                List.of(),
                List.of(),
                false,
                Usage.NONE,
                null,
                null,
                2L);
    }
}
