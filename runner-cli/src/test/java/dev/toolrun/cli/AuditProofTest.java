package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints and proofs, as the command line makes and checks them. */
class AuditProofTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
    }

    private Path publicKey() {
        return folder.resolve("state/audit.ed25519.pub");
    }

    private String keep(String name, String... command) throws IOException {
        var ended = cli.run(command);
        assertThat(ended.exit()).as(ended.stderr()).isZero();
        return Files.writeString(elsewhere.resolve(name), ended.stdout()).toString();
    }

    private Path segment() {
        return folder.resolve("state/audit/00000000000000000001.jsonl");
    }

    @Test
    void proofIsCheckedWithThePublicKeyAndNothingElse() throws IOException {
        cli.run("exec", "first");
        cli.run("exec", "second");
        String proof = keep("proof.json", "audit", "prove", "2");
        String key = Files.copy(publicKey(), elsewhere.resolve("key.pub")).toString();
        cli.environment.put("TOOLRUN_CONFIG", elsewhere.resolve("no-such-file").toString());
        var checked = cli.run("audit", "verify", "--proof", proof, "--public-key", key);
        assertThat(checked.exit()).as(checked.stderr()).isZero();
        assertThat(checked.stdout()).contains("Record 2 is in the log", "\"toolId\":\"second\"");
        Files.writeString(Path.of(proof), Files.readString(Path.of(proof)).replace("second", "secret"));
        var json = cli.run("audit", "verify", "--proof", proof, "--public-key", key, "-o", "json");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(Json.parseObject(json.stdout()))
                .containsEntry("holds", false)
                .containsEntry("record", null);
    }

    @Test
    void checkpointFindsWhatTheChainCannot() throws IOException {
        cli.run("exec", "first");
        cli.run("exec", "second");
        String kept = keep("kept.note", "audit", "checkpoint");
        assertThat(Files.readString(Path.of(kept))).contains("/toolrun\n2\n");
        assertThat(cli.run("audit", "verify", "--checkpoint", kept).stdout()).contains("is whole: 2 records");
        List<String> lines = Files.readAllLines(segment());
        Files.write(segment(), lines.subList(0, 1));
        assertThat(cli.run("audit", "verify").exit()).isZero();
        var cut = cli.run("audit", "verify", "--checkpoint", kept, "-o", "json");
        assertThat(cut.exit()).isEqualTo(1);
        assertThat(cut.stdout()).contains("\"kind\":\"cut\"", "\"sequence\":2");
        Files.delete(segment());
        cli.run("exec", "first");
        cli.run("exec", "other");
        assertThat(cli.run("audit", "verify").exit()).isZero();
        assertThat(cli.run("audit", "verify", "--checkpoint", kept).stdout()).contains("NOT whole", "rewritten");
        assertThat(cli.run("audit", "prove", "--from", kept).exit()).isEqualTo(1);
        Files.delete(segment());
        assertThat(cli.run("audit", "verify", "--checkpoint", kept).exit()).isEqualTo(1);
    }

    @Test
    void exchangedKeyIsSeenByWhoKeptTheCheckpoint() throws IOException {
        cli.run("exec", "first");
        String kept = keep("kept.note", "audit", "checkpoint");
        Files.delete(publicKey());
        Files.delete(folder.resolve("state/audit.ed25519"));
        cli.run("audit", "checkpoint");
        var verified = cli.run("audit", "verify", "--checkpoint", kept);
        assertThat(verified.exit()).isEqualTo(1);
        assertThat(verified.stdout()).contains("not signed by the key");
    }

    @Test
    void growthIsProvedFromCheckpointToCheckpoint() throws IOException {
        cli.run("exec", "first");
        String older = keep("older.note", "audit", "checkpoint");
        cli.run("exec", "second");
        cli.run("exec", "third");
        String newer = keep("newer.note", "audit", "checkpoint");
        String key = publicKey().toString();
        String proof = keep("growth.json", "audit", "prove", "--from", older, "--to", newer, "-o", "json");
        assertThat(cli.run("audit", "verify", "--proof", proof, "--public-key", key)
                        .stdout())
                .contains("has only grown, from 1 records to 3");
        String now = keep("now.json", "audit", "prove", "--from", older);
        assertThat(cli.run("audit", "verify", "--proof", now).exit()).isZero();
    }

    @Test
    void wrongUsageIsSaid() throws IOException {
        cli.run("exec", "first");
        String junk = cli.write("junk", "x").toString();
        String key = keep("kept.note", "audit", "checkpoint");
        assertThat(cli.run("audit", "prove").exit()).isEqualTo(2);
        assertThat(cli.run("audit", "prove", "1", "--from", key).exit()).isEqualTo(2);
        assertThat(cli.run("audit", "prove", "x").exit()).isEqualTo(2);
        assertThat(cli.run("audit", "prove", "--from", junk).exit()).isEqualTo(2);
        assertThat(cli.run("audit", "verify", "--checkpoint", junk).exit()).isEqualTo(2);
        assertThat(cli.run("audit", "verify", "--proof", junk, "--checkpoint", key)
                        .exit())
                .isEqualTo(2);
        assertThat(cli.run("audit", "verify", "--proof", junk, "--public-key", junk)
                        .exit())
                .isEqualTo(2);
        assertThat(cli.run("audit", "verify", "--proof", junk).exit()).isEqualTo(1);
        assertThat(cli.run("audit", "prove", "7").exit()).isEqualTo(1);
    }

    @Test
    void keyThatOthersCanReadSignsNothing() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + "audit: {signingKey: log.key, origin: example.org/log}\n");
        cli.run("exec", "first");
        assertThat(cli.run("audit", "checkpoint").stdout()).startsWith("example.org/log\n1\n");
        Path key = folder.resolve("log.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        var refused = cli.run("audit", "checkpoint");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.stderr()).contains("audit.signingKey", "others than its owner");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(key, "damaged");
        assertThat(cli.run("audit", "checkpoint").exit()).isEqualTo(7);
    }

    @Test
    void emptyLogHasACheckpoint() {
        var ended = cli.run("audit", "checkpoint", "-o", "json");
        assertThat(ended.exit()).as(ended.stderr()).isZero();
        assertThat(Json.parseObject(ended.stdout())).containsEntry("treeSize", 0);
    }
}
