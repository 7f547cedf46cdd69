package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.audit.tlog.StoredHashes;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditProverTest {
    @TempDir
    Path temporary;

    private final SettableClock clock = new SettableClock();
    private final SigningKey key = SigningKey.parse(SigningKey.generate(), "test/log");

    private Path directory() {
        return temporary.resolve("audit");
    }

    private AuditProver prover() {
        return new AuditProver(directory(), key);
    }

    private void append(int records) {
        try (var log = new FileAuditLog(directory(), clock, new SegmentRules(1500, null, () -> key))) {
            for (int i = 0; i < records; i++) {
                log.append(Map.of("event", "test", "text", "\u00e4".repeat(i % 50)));
            }
        }
    }

    private Checkpoint open(SignedNote note) {
        return Checkpoint.open(note.toString(), key.verifier());
    }

    private String verifiedRoot() {
        AuditVerification verification = new AuditVerifier(directory(), clock).verify();
        assertThat(verification.isWhole()).isTrue();
        return verification.rootHash();
    }

    @Test
    void emptyLogHasACheckpointToo() {
        assertThat(open(prover().checkpoint()).size()).isZero();
        append(3);
        GrowthProof growth = prover().growth(
                        new Checkpoint(
                                        "test/log",
                                        0,
                                        open(new AuditProver(temporary.resolve("none"), key).checkpoint())
                                                .root())
                                .sign(key),
                        null);
        growth.verify(key.verifier());
    }

    @Test
    void everyRecordIsProvedToSomeoneWithoutTheLog() {
        append(40);
        assertThat(open(prover().checkpoint()).root().base64()).isEqualTo(verifiedRoot());
        VerifierKey known = VerifierKey.parse(key.verifier().toString());
        for (long sequence = 1; sequence <= 40; sequence++) {
            String json = Json.writePretty(prover().record(sequence).toMap());
            assertThat(Proofs.check(json, known).record()).containsEntry("sequence", (int) sequence);
        }
        assertThat(prover().record(0)).isNull();
        assertThat(prover().record(41)).isNull();
        assertThat(prover().record(Long.MAX_VALUE)).isNull();
        assertThat(prover().record(-1)).isNull();
    }

    @Test
    void alteredProofsShowNothing() {
        append(9);
        String json = Json.write(prover().record(5).toMap());
        VerifierKey known = key.verifier();
        for (String altered : new String[] {
            json.replace("\"index\":4", "\"index\":3"),
            json.replace("\"index\":4", "\"index\":3").replace("\"sequence\":5", "\"sequence\":4"),
            json.replace("\"treeSize\":9", "\"treeSize\":8"),
            json.replace("test/log\\n9", "test/log\\n8"),
            json.replace("\\\"event\\\":\\\"test\\\"", "\\\"event\\\":\\\"tset\\\""),
            json.replace("toolrun-record-proof/1", "toolrun-record-proof/2"),
            json.replace("\"inclusionProof\":[", "\"inclusionProof\":[\"" + "A".repeat(43) + "=\","),
            json.replace("\"inclusionProof\":[", "\"inclusionProof\":[7,"),
            json.replace("\"inclusionProof\":[", "\"x\":["),
            "{}",
            "[]",
            ""
        }) {
            assertThat(altered).isNotEqualTo(json);
            assertThatThrownBy(() -> Proofs.check(altered, known)).isInstanceOf(IllegalArgumentException.class);
        }
        VerifierKey other = SigningKey.parse(SigningKey.generate(), "test/log").verifier();
        assertThatThrownBy(() -> Proofs.check(json, other)).hasMessageContaining("not signed");
        assertThat(Proofs.check(json, known).sentence()).contains("Record 5 is in the log test/log");
    }

    @Test
    void randomlyAlteredProofsNeverShowAnotherRecord() {
        append(9);
        String json = Json.write(prover().record(5).toMap());
        Random random = new Random(3);
        Object genuine = Proofs.check(json, key.verifier()).record();
        for (int i = 0; i < 2000; i++) {
            char[] altered = json.toCharArray();
            altered[random.nextInt(altered.length)] = (char) (32 + random.nextInt(95));
            try {
                assertThat(Proofs.check(new String(altered), key.verifier()).record())
                        .isEqualTo(genuine);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void growthBetweenCheckpointsIsProved() {
        append(7);
        SignedNote first = prover().checkpoint();
        append(11);
        SignedNote second = prover().checkpoint();
        append(5);
        for (GrowthProof proof : Arrays.asList(
                prover().growth(first, second),
                prover().growth(first, null),
                prover().growth(second, null),
                prover().growth(second, second))) {
            proof.verify(key.verifier());
            assertThat(Proofs.check(Json.write(proof.toMap()), key.verifier()).record())
                    .isNull();
        }
        assertThat(prover().growth(second, first)).isNull();
        String json = Json.write(prover().growth(first, second).toMap());
        assertThatThrownBy(() -> Proofs.check(json.replace("\"fromSize\":7", "\"fromSize\":6"), key.verifier()))
                .hasMessageContaining("only grown");
        SigningKey other = SigningKey.parse(SigningKey.generate(), "test/log");
        assertThatThrownBy(() -> prover().growth(open(first).sign(other), null)).hasMessageContaining("not signed");
    }

    @Test
    void hashesAreMadeForALogThatHasNone() throws IOException {
        append(30);
        String root = open(prover().checkpoint()).root().base64();
        Files.delete(LogTree.path(directory()));
        assertThat(open(prover().checkpoint()).root().base64()).isEqualTo(root);
        Files.delete(LogTree.path(directory()));
        append(1);
        prover().record(30);
        assertThat(open(prover().checkpoint()).root().base64()).isEqualTo(verifiedRoot());
    }

    /** Cut, longer, zeros, or zeros since the last segment began and another boot, as after a power failure. */
    @Test
    void wrongHashesAreMadeAnew() throws IOException {
        append(30);
        Path tree = LogTree.path(directory());
        for (UnaryOperator<byte[]> damage : List.<UnaryOperator<byte[]>>of(
                right -> new byte[0],
                right -> Arrays.copyOf(right, 100),
                right -> Arrays.copyOf(right, right.length - 5),
                right -> Arrays.copyOf(right, right.length + 32),
                right -> withZeros(right, 700),
                this::afterPowerFailure)) {
            Files.write(tree, damage.apply(Files.readAllBytes(tree)));
            append(1);
            assertThat(open(prover().checkpoint()).root().base64()).isEqualTo(verifiedRoot());
            Files.write(tree, damage.apply(Files.readAllBytes(tree)));
            assertThat(open(prover().checkpoint()).root().base64()).isEqualTo(verifiedRoot());
        }
    }

    @Test
    void wrongNodeIsFoundByTheProofThatNeedsIt() throws IOException {
        append(30);
        Path tree = LogTree.path(directory());
        byte[] wrong = Files.readAllBytes(tree);
        wrong[32 + 32 * 40] ^= 1;
        Files.write(tree, wrong);
        for (long sequence = 1; sequence <= 30; sequence++) {
            prover().record(sequence).verify(key.verifier());
        }
        assertThat(open(prover().checkpoint()).root().base64()).isEqualTo(verifiedRoot());
    }

    private static byte[] withZeros(byte[] right, int from) {
        byte[] wrong = right.clone();
        Arrays.fill(wrong, from, wrong.length, (byte) 0);
        return wrong;
    }

    private byte[] afterPowerFailure(byte[] right) {
        try {
            List<Path> segments = Segments.list(directory());
            long synced = Segments.firstSequence(segments.get(segments.size() - 1)) - 1;
            byte[] wrong = withZeros(right, 32 + 32 * (int) StoredHashes.count(synced));
            wrong[20] ^= 1;
            return wrong;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void hashesThatCannotBeStoredDoNotKeepARecordOut() throws IOException {
        append(3);
        Files.delete(LogTree.path(directory()));
        Files.createDirectory(LogTree.path(directory()));
        append(2);
        assertThat(new AuditVerifier(directory(), clock).verify().records()).isEqualTo(5);
        RunnerException e = catchThrowableOfType(RunnerException.class, () -> prover().checkpoint());
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
    }

    @Test
    void nothingIsProvedAboutADamagedRecord() throws IOException {
        append(10);
        Path segment = Segments.list(directory()).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[60] ^= 1;
        Files.write(segment, bytes);
        RunnerException e = catchThrowableOfType(RunnerException.class, () -> prover().record(1));
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(e.getMessage()).doesNotContain(temporary.toString());
    }
}
