package dev.toolrun.cli;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where what belongs to a call goes, beside its output. */
interface CallFiles {
    boolean wantsArtifacts();

    boolean wantsReceipt();

    /**
     * Writes a file of the tool.
     *
     * @return null if it was written, or else why not, for the user
     */
    @Nullable
    String writeArtifact(String name, InputStream content);

    /**
     * Writes the receipt, which is wanted.
     *
     * @return null if it was written, or else why not, for the user
     */
    @Nullable
    String writeReceipt(String text);
}
