package dev.toolrun.audit;

import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks proofs about a log, with the log's public key and nothing else of it. Thread-safe. */
public final class Proofs {
    private Proofs() {}

    /**
     * What a proof shows.
     *
     * @param sentence for people
     * @param record the fields of the record that it is about; null for a proof between two checkpoints
     */
    public record Shown(String sentence, @Nullable Map<String, @Nullable Object> record) {}

    /**
     * Checks a {@link RecordProof} or a {@link GrowthProof} in its JSON form.
     *
     * @throws IllegalArgumentException with a sentence without a full stop if it shows nothing
     */
    public static Shown check(String json, VerifierKey key) {
        Map<String, @Nullable Object> fields = Json.parseObject(json);
        String format = new ProofFields(fields).text("format");
        return switch (format) {
            case RecordProof.FORMAT -> {
                RecordProof proof = RecordProof.of(fields);
                Map<String, @Nullable Object> record = proof.verify(key);
                yield new Shown(
                        "Record " + proof.sequence() + " is in the log " + key.name() + ", among its first "
                                + proof.proof().size() + " records.",
                        record);
            }
            case GrowthProof.FORMAT -> {
                GrowthProof proof = GrowthProof.of(fields);
                proof.verify(key);
                yield new Shown(
                        "The log " + key.name() + " has only grown, from "
                                + proof.proof().from() + " records to "
                                + proof.proof().to() + ".",
                        null);
            }
            default -> throw new IllegalArgumentException("it is of a format that is not known here");
        };
    }
}
