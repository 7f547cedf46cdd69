package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.InclusionProof;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows that a record is in a log, to someone who has the log's public key and nothing else.
 *
 * @param line the record as it stands in the log, without the newline
 * @param proof that it is in the tree of the checkpoint
 * @param checkpoint signed by the log's key
 */
public record RecordProof(String line, InclusionProof proof, SignedNote checkpoint) {
    /** The first field's value in its JSON form. */
    static final String FORMAT = "toolrun-record-proof/1";

    /** The record's number. */
    public long sequence() {
        return proof.index() + 1;
    }

    /** All of it, as a JSON object. */
    public Map<String, Object> toMap() {
        return Json.object(
                "format", FORMAT,
                "sequence", sequence(),
                "record", line,
                "index", proof.index(),
                "treeSize", proof.size(),
                "inclusionProof", proof.path().stream().map(Hash::base64).toList(),
                "checkpoint", checkpoint.toString());
    }

    /** All of it, as the text of a file that {@link Proofs} checks. */
    public String toJson() {
        return Json.writePretty(toMap()) + "\n";
    }

    /**
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    static RecordProof of(Map<String, @Nullable Object> json) {
        ProofFields fields = new ProofFields(json);
        InclusionProof proof =
                new InclusionProof(fields.number("index"), fields.number("treeSize"), fields.hashes("inclusionProof"));
        if (fields.number("sequence") != proof.index() + 1) {
            throw new IllegalArgumentException("its sequence number is not that of its index");
        }
        return new RecordProof(fields.text("record"), proof, SignedNote.parse(fields.text("checkpoint")));
    }

    /**
     * Checks all of it.
     *
     * @return the record's fields
     * @throws IllegalArgumentException with a sentence without a full stop that says what is wrong
     */
    public Map<String, @Nullable Object> verify(VerifierKey key) {
        Checkpoint signed = Checkpoint.open(checkpoint.toString(), key);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        RecordLine record = RecordLine.parse(bytes);
        if (record == null || record.sequence() != sequence()) {
            throw new IllegalArgumentException("the record is not as it was written, or has another number");
        }
        if (signed.size() != proof.size() || !proof.proves(Hash.ofLeaf(bytes), signed.root())) {
            throw new IllegalArgumentException("the record is not the one that the checkpoint is over");
        }
        return record.fields();
    }
}
