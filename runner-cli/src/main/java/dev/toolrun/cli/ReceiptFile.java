package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A new file (0600) for a call's receipt. It is made before the call, so that a call whose receipt has no place does not run;
 * nothing is followed and nothing overwritten, and it is gone again when there is no receipt.
 */
final class ReceiptFile {
    private final Path path;
    private final NewFile file;

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
     * Writes the receipt.
     *
     * @return null if it was written, or else why not, for the user
     */
    @Nullable
    String write(String text) {
        try {
            Writer writer = file.writer();
            writer.write(text);
            writer.flush();
            file.keep();
            return null;
        } catch (IOException e) {
            return "Writing " + path + " failed (" + e.getClass().getSimpleName() + ").";
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
}
