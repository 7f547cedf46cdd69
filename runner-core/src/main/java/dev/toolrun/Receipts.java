package dev.toolrun;

import dev.toolrun.audit.RecordProof;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.json.Json;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Proves to callers what the audit log says of their calls. Thread-safe. */
final class Receipts {
    private final LongFunction<@Nullable RecordProof> prover;

    /**
     * @param prover proves the record of a number; null for one that the log does not have any more
     */
    Receipts(LongFunction<@Nullable RecordProof> prover) {
        this.prover = prover;
    }

    @Nullable
    RecordProof of(ToolResult result) {
        Long sequence = result.auditSequence();
        if (sequence == null) {
            return null;
        }
        RecordProof proof = prover.apply(sequence);
        if (proof != null && !isAbout(proof, result.callId())) {
            throw new RunnerException(
                    Reason.AUDIT_UNAVAILABLE,
                    "Nothing can be proved about the audit log.",
                    "Record " + sequence
                            + " of the audit log is not that of this call any more: the log was exchanged or"
                            + " rewritten.",
                    result.started(),
                    null);
        }
        return proof;
    }

    private static boolean isAbout(RecordProof proof, String callId) {
        try {
            return callId.equals(Json.parseObject(proof.line()).get("callId"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
