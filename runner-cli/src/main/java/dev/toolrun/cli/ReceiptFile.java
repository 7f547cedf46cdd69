package dev.toolrun.cli;

import dev.toolrun.audit.RecordProof;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A new file (0600) for a call's receipt. It is made before the call, so that a call whose receipt has no place does not run;
 * nothing is followed and nothing overwritten, and it is gone again when there is no receipt.
 */
final class ReceiptFile {
    private final Path path;
    private final NewFile file;
    private @Nullable String missing;

    private ReceiptFile(Path path, NewFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Makes the file.
     *
     * @throws RunnerException with {@code invalid_usage} if there is something already, or it can't be made
     */
    static ReceiptFile make(Path path) {
        return new ReceiptFile(path, NewFile.make("--receipt", path));
    }

    /**
     * Writes the receipt. A call that has no record has none.
     *
     * @param receipts give a call's receipt; null if it has none
     * @return what the caller gets: the same result, or, if the receipt can't be written, a failure of ours, unless the call
     *     had not gone well already: that is what the caller learns first
     */
    ToolResult deliver(ToolResult result, Function<ToolResult, @Nullable RecordProof> receipts) {
        try {
            RecordProof proof = receipts.apply(result);
            if (proof == null) {
                missing = "There is no receipt: the call is not on record.";
                return result;
            }
            write(proof);
            return result;
        } catch (RunnerException e) {
            return undelivered(result, e.messageForOperator());
        } catch (IOException e) {
            return undelivered(
                    result, "Writing " + path + " failed (" + e.getClass().getSimpleName() + ").");
        } finally {
            remove();
        }
    }

    /** Removes the file, unless there is a receipt in it, so that whoever tries again can name it again. */
    void remove() {
        try {
            file.close();
        } catch (IOException e) {
            // it is no longer ours to remove
        }
    }

    /** Why there is no receipt; null if there is one, or the result itself says why. */
    @Nullable
    String missing() {
        return missing;
    }

    /** No character of it acts on a terminal; as JSON it is the same. */
    private void write(RecordProof proof) throws IOException {
        String text = proof.toJson().lines().map(Visible::json).collect(Collectors.joining("\n", "", "\n"));
        Writer writer = file.writer();
        writer.write(text);
        writer.flush();
        file.keep();
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
