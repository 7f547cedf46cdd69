package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolrun.audit.AuditProver;
import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.audit.Proofs;
import dev.toolrun.audit.RecordProof;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.sandbox.CapturedFile;
import dev.toolrun.sandbox.CapturedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller can show of a call later, and to whom: only the container is not real. */
class ReceiptTest {
    private static final SigningKey KEY = SigningKey.parse(SigningKey.generate(), "example.org/log");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private final FakeSandbox sandbox = new FakeSandbox();
    private Path directory;
    private ToolRunner runner;

    @BeforeEach
    void prepare() {
        directory = folder.resolve("audit");
        AuditProver prover = new AuditProver(directory, KEY);
        FileAuditLog log = new FileAuditLog(directory, clock);
        Path state = folder.resolve("state");
        runner = KeyedRunner.of(state, "alice", clock, log, sandbox, new Receipts(prover::record));
    }

    @Test
    void whatRanForWhomAndWhatCameBackIsVerifiedWithNothingOfOurs() throws Exception {
        sandbox.writes("out: müde\n");
        sandbox.leaves(new CapturedFiles(
                List.of(new CapturedFile("plot.png".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3})),
                Map.of()));
        runner.run(call("before"));
        ToolResult result = runner.run(call("it"));
        runner.run(call("after"));
        JsonNode record = ReceiptVerifier.record(receipt(result), KEY.verifier().toString());
        assertThat(record.get("callId").textValue()).isEqualTo(result.callId());
        assertThat(record.get("userId").textValue()).isEqualTo("alice");
        assertThat(record.get("role").textValue()).isEqualTo("local");
        assertThat(record.get("toolId").textValue()).isEqualTo("tool");
        assertThat(record.get("parameters").get("a").textValue()).isEqualTo("it");
        assertThat(record.get("reason").textValue()).isEqualTo("ok");
        assertThat(record.get("exitCode").intValue()).isZero();
        assertThat(record.get("sandbox").fieldNames())
                .toIterable()
                .contains("image", "imageId", "runtime", "seccomp", "network", "limits", "unenforced");
        assertThat(record.get("returned").get("stdout").get("sha256").textValue())
                .isEqualTo(Sha256.ofUtf8("out: müde\n"));
        assertThat(record.get("returned").get("artifacts").get(0).get("sha256").textValue())
                .isEqualTo(Sha256.hex(new byte[] {1, 2, 3}));
    }

    @Test
    void noCharacterCanBeChangedToSaySomethingElse() {
        runner.run(call("before"));
        ToolResult result = runner.run(call("it"));
        runner.run(call("after"));
        String receipt = receipt(result);
        Proofs.Shown shown = Proofs.check(receipt, KEY.verifier());
        int refused = 0;
        for (int i = 0; i < receipt.length(); i++) {
            String flipped = receipt.substring(0, i) + (char) (receipt.charAt(i) ^ 1) + receipt.substring(i + 1);
            String shorter = receipt.substring(0, i) + receipt.substring(i + 1);
            refused += showsTheSameOrNothing(flipped, shown) + showsTheSameOrNothing(shorter, shown);
        }
        // what remains is white space between values
        assertThat(refused).isGreaterThan(2 * receipt.length() * 9 / 10);
    }

    /** 1 if it shows nothing. */
    private static int showsTheSameOrNothing(String changed, Proofs.Shown shown) {
        int refused = 0;
        try {
            assertThat(Proofs.check(changed, KEY.verifier())).as(changed).isEqualTo(shown);
        } catch (IllegalArgumentException e) {
            refused = 1;
        }
        try {
            JsonNode record = ReceiptVerifier.record(changed, KEY.verifier().toString());
            assertThat(record.get("callId").textValue())
                    .as(changed)
                    .isEqualTo(shown.record().get("callId"));
        } catch (Exception e) {
            // the other program finds nothing proved either
        }
        return refused;
    }

    @Test
    void anotherKeyProvesNothing() {
        String receipt = receipt(runner.run(call("it")));
        SigningKey other = SigningKey.parse(SigningKey.generate(), "example.org/log");
        assertThatThrownBy(() -> Proofs.check(receipt, other.verifier())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> ReceiptVerifier.record(receipt, other.verifier().toString()))
                .hasMessageContaining("not signed");
    }

    @Test
    void refusedAndFailedCallsHaveReceiptsToo() {
        ToolResult refused = runner.run(ToolCall.of("nosuch", Map.of()));
        assertThat(shown(refused))
                .containsEntry("event", "refused")
                .containsEntry("reason", refused.reason().wireName());
        sandbox.endsWith(() -> new Outcome.Failed(Reason.ENGINE_LOST, "Lost.", "", null));
        assertThat(shown(runner.run(call("it")))).containsEntry("reason", "engine_lost");
    }

    @Test
    void aReplaySaysThatNothingRan() {
        ToolResult first = runner.run(call("it").withKey("k"));
        ToolResult replay = runner.run(call("it").withKey("k"));
        assertThat(replay.replayed()).isTrue();
        assertThat(shown(replay))
                .containsEntry("event", "replayed")
                .containsEntry("callId", replay.callId())
                .containsEntry("replayOf", first.callId());
    }

    @Test
    void aCallWithoutARecordHasNone() throws IOException {
        Files.createFile(directory);
        ToolResult result = runner.run(call("it"));
        assertThat(result.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(runner.receipt(result)).isNull();
    }

    @Test
    void anotherCallsRecordIsNoReceipt() throws IOException {
        ToolResult result = runner.run(call("it"));
        Files.move(directory, folder.resolve("moved"));
        runner.run(call("another"));
        assertThatThrownBy(() -> runner.receipt(result))
                .isInstanceOf(RunnerException.class)
                .hasMessage("Nothing can be proved about the audit log.");
    }

    private Map<String, Object> shown(ToolResult result) {
        return Proofs.check(receipt(result), KEY.verifier()).record();
    }

    private String receipt(ToolResult result) {
        RecordProof proof = runner.receipt(result);
        assertThat(proof).isNotNull();
        return proof.toJson();
    }

    private static ToolCall call(String argument) {
        return ToolCall.of("tool", Map.of("a", argument));
    }
}
