package dev.toolrun.cli;

import dev.toolrun.audit.AuditProver;
import dev.toolrun.audit.GrowthProof;
import dev.toolrun.audit.RecordProof;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "prove",
        description = {
            "Prints a proof, as JSON, that a record is in the log, or that the log has only grown since a checkpoint.",
            "'audit verify --proof' checks it, anywhere, with the log's public key and nothing else. The exit code is 1 if there",
            "is nothing to prove."
        },
        footer = {
            "",
            "Examples:",
            "  toolrun audit prove 41 > proof.json",
            "  toolrun audit prove --from checkpoint.note"
        })
final class AuditProveCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Parameters(paramLabel = "SEQ", arity = "0..1", description = "The record's number; see 'toolrun audit show'.")
    private @Nullable Long sequence;

    @Option(names = "--from", paramLabel = "FILE", description = "The older checkpoint.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "FILE", description = "The newer checkpoint (default: one of now).")
    private @Nullable String to;

    AuditProveCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        if ((sequence == null) == (from == null) || (from == null && to != null)) {
            throw WrongUsage.of("Either a record's number or --from FILE must be given.", "");
        }
        SignedNote older = from == null ? null : note("--from", from);
        SignedNote newer = to == null ? null : note("--to", to);
        RunnerConfig config = toolrun.config();
        AuditProver prover =
                new AuditProver(config.auditDirectory(), config.auditKey().load());
        if (older == null) {
            RecordProof proof = prover.record(sequence == null ? 0 : sequence);
            return print(proof == null ? null : proof.toMap(), "There is no such record, or retention has deleted it.");
        }
        GrowthProof proof = growth(prover, older, newer);
        return print(
                proof == null ? null : proof.toMap(),
                "That can't be proved: a checkpoint is not of this log as it is now, or retention has deleted what is needed."
                        + " 'toolrun audit verify --checkpoint FILE' says more.");
    }

    /**
     * The note in a file.
     *
     * @throws dev.toolrun.call.RunnerException with {@code invalid_usage} if it has none
     */
    static SignedNote note(String option, String file) {
        try {
            return SignedNote.parse(new BoundedInput(SignedNote.MAX_LENGTH).read(option, file));
        } catch (IllegalArgumentException e) {
            throw WrongUsage.of("A checkpoint can't be read.", option + " " + file + ": " + e.getMessage() + ".");
        }
    }

    private static @Nullable GrowthProof growth(AuditProver prover, SignedNote older, @Nullable SignedNote newer) {
        try {
            return prover.growth(older, newer);
        } catch (IllegalArgumentException e) {
            throw WrongUsage.of("A checkpoint is not one of this log.", e.getMessage() + ".");
        }
    }

    private int print(@Nullable Map<String, Object> proof, String otherwise) {
        if (proof == null) {
            toolrun.terminal().say(otherwise);
            return 1;
        }
        toolrun.print(toolrun.wantsJson() ? Json.write(proof) : Json.writePretty(proof));
        return 0;
    }
}
