package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.ConsistencyProof;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows that between two checkpoints a log has only grown.
 *
 * @param from the older checkpoint, signed
 * @param to the newer one, signed
 */
public record GrowthProof(SignedNote from, SignedNote to, ConsistencyProof proof) {
    /** The first field's value in its JSON form. */
    static final String FORMAT = "toolrun-growth-proof/1";

    /** All of it, as a JSON object. */
    public Map<String, Object> toMap() {
        return Json.object(
                "format", FORMAT,
                "fromSize", proof.from(),
                "toSize", proof.to(),
                "from", from.toString(),
                "to", to.toString(),
                "consistencyProof", proof.path().stream().map(Hash::base64).toList());
    }

    /**
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    static GrowthProof of(Map<String, @Nullable Object> json) {
        ProofFields fields = new ProofFields(json);
        return new GrowthProof(
                SignedNote.parse(fields.text("from")),
                SignedNote.parse(fields.text("to")),
                new ConsistencyProof(
                        fields.number("fromSize"), fields.number("toSize"), fields.hashes("consistencyProof")));
    }

    /**
     * Checks all of it.
     *
     * @throws IllegalArgumentException with a sentence without a full stop that says what is wrong
     */
    public void verify(VerifierKey key) {
        Checkpoint older = Checkpoint.open(from.toString(), key);
        Checkpoint newer = Checkpoint.open(to.toString(), key);
        if (older.size() != proof.from() || newer.size() != proof.to() || !proof.proves(older.root(), newer.root())) {
            throw new IllegalArgumentException(
                    "nothing shows that the log has only grown from one checkpoint to the other");
        }
    }
}
