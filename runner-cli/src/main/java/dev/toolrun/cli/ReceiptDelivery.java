package dev.toolrun.cli;

import dev.toolrun.audit.RecordProof;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings a call's receipt to who called. */
final class ReceiptDelivery {
    private final CallFiles files;
    private @Nullable String missing;

    ReceiptDelivery(CallFiles files) {
        this.files = files;
    }

    /**
     * Has the receipt written. A call that has no record has none.
     *
     * @param receipts give a call's receipt; null if it has none
     * @return what the caller gets: the same result, or, if the receipt can't be written, a failure of ours, unless the call
     *     had not gone well already: that is what the caller learns first
     */
    ToolResult deliver(ToolResult result, Function<ToolResult, @Nullable RecordProof> receipts) {
        RecordProof proof;
        try {
            proof = receipts.apply(result);
        } catch (RunnerException e) {
            return undelivered(result, e.messageForOperator());
        }
        if (proof == null) {
            missing = "There is no receipt: the call is not on record.";
            return result;
        }
        String why = files.writeReceipt(text(proof));
        return why == null ? result : undelivered(result, why);
    }

    /** Why there is no receipt; null if there is one, or the result itself says why. */
    @Nullable
    String missing() {
        return missing;
    }

    /** No character of it acts on a terminal; as JSON it is the same. */
    private static String text(RecordProof proof) {
        return proof.toJson().lines().map(Visible::json).collect(Collectors.joining("\n", "", "\n"));
    }

    private ToolResult undelivered(ToolResult result, String why) {
        if (result.reason() != Reason.OK) {
            missing = "The receipt could not be written. " + why;
            return result;
        }
        Outcome.Failed failed = new Outcome.Failed(
                Reason.RECEIPT_NOT_WRITTEN, "The tool succeeded, but its receipt could not be written.", why, true);
        return result.undelivered(failed, result.artifacts());
    }
}
