package dev.toolrun.cli;

import dev.toolrun.audit.AuditVerification;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Deleted;
import dev.toolrun.audit.AuditVerification.UnfinishedCall;
import dev.toolrun.audit.AuditVerifier;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Checks that every record is as it was written and in its place. The exit code is 1 if one is not.",
            "Records that are missing at the end, and a log that was written anew as a whole, can't be seen without a",
            "checkpoint that is kept elsewhere. With --proof it checks a proof and needs no log."
        },
        footer = {
            "",
            "Examples:",
            "  toolrun audit verify -o json",
            "  toolrun audit verify --checkpoint checkpoint.note",
            "  toolrun audit verify --proof proof.json --public-key audit.ed25519.pub"
        })
final class AuditVerifyCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint of this log; see 'audit checkpoint'.")
    private @Nullable String checkpoint;

    @Option(names = "--proof", paramLabel = "FILE", description = "A proof to check instead; see 'audit prove'.")
    private @Nullable String proof;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "The log's public key (default: beside its signing key).")
    private @Nullable String publicKey;

    AuditVerifyCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    /** What verifying finds; a log that was never written is whole. */
    static AuditVerification verify(RunnerConfig config) {
        return verify(config, config.auditKey().verifier(), null);
    }

    @Override
    public Integer call() {
        if (proof != null && checkpoint != null) {
            throw WrongUsage.of("--proof and --checkpoint can't be given together.", "");
        }
        if (proof != null) {
            return new ProofCheck(toolrun, proof).run(publicKey == null ? required(ownKey()) : read(publicKey));
        }
        AuditVerification verification = verify();
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(VerificationJson.of(verification)));
        } else {
            print(verification);
        }
        return verification.isWhole() ? 0 : 1;
    }

    private AuditVerification verify() {
        SignedNote note = checkpoint == null ? null : AuditProveCommand.note("--checkpoint", checkpoint);
        RunnerConfig config = toolrun.config();
        VerifierKey key = publicKey == null ? ownKey() : read(publicKey);
        Checkpoint kept = null;
        if (note != null) {
            try {
                kept = Checkpoint.open(note.toString(), required(key));
            } catch (IllegalArgumentException e) {
                return AuditVerification.foreignCheckpoint(String.valueOf(e.getMessage()));
            }
        }
        return verify(config, key, kept);
    }

    private static AuditVerification verify(RunnerConfig config, @Nullable VerifierKey key, @Nullable Checkpoint kept) {
        Path directory = config.auditDirectory();
        return AuditShowCommand.isThere(directory)
                ? new AuditVerifier(directory, InstantSource.system()).verify(key, kept)
                : AuditVerification.ofNothing(kept);
    }

    private @Nullable VerifierKey ownKey() {
        return toolrun.config().auditKey().verifier();
    }

    private static VerifierKey required(@Nullable VerifierKey key) {
        if (key == null) {
            throw WrongUsage.of("There is no public key to check signatures with.", "Name its file with --public-key.");
        }
        return key;
    }

    private static VerifierKey read(String file) {
        try {
            return VerifierKey.parse(new BoundedInput(4096).read("--public-key", file));
        } catch (IllegalArgumentException e) {
            throw WrongUsage.of("A public key can't be read.", "--public-key " + file + ": " + e.getMessage() + ".");
        }
    }

    private void print(AuditVerification verification) {
        BadRecord bad = verification.firstBad();
        if (verification.records() == 0 && bad == null && verification.deleted() == null) {
            toolrun.print("The audit log is empty: 0 records.");
        } else if (bad == null) {
            String checked = checkpoint == null ? "" : " It begins with the records of the checkpoint.";
            toolrun.print("The audit log is whole: " + count(verification.records()) + "." + checked);
        } else {
            toolrun.print("The audit log is NOT whole: after " + count(verification.records()) + " comes a bad one.");
            toolrun.print(Visible.line("Record " + bad.sequence() + place(bad) + ": "
                    + VerificationJson.word(bad.kind()) + ". " + bad.sentence()));
        }
        Deleted deleted = verification.deleted();
        if (deleted != null) {
            toolrun.print("Retention has deleted the records 1 to " + deleted.through() + ", of " + deleted.first()
                    + " to " + deleted.last() + ".");
        }
        for (UnfinishedCall call : verification.unfinished()) {
            toolrun.print(Visible.line("Call " + call.callId() + " (record " + call.sequence() + ") has no outcome: "
                    + VerificationJson.word(call.state()) + "."));
        }
    }

    private static String place(BadRecord bad) {
        return (bad.segment().isEmpty() ? "" : ", " + bad.segment()) + (bad.line() == 0 ? "" : " line " + bad.line());
    }

    private static String count(long records) {
        return records + (records == 1 ? " record" : " records");
    }
}
