package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** New files of the user's own, as the command line asks for them. Made before the call; those of no use are removed again. */
final class NewCallFiles implements CallFiles {
    private final @Nullable ArtifactDirectory artifacts;
    private final @Nullable ReceiptFile receipt;

    private NewCallFiles(@Nullable ArtifactDirectory artifacts, @Nullable ReceiptFile receipt) {
        this.artifacts = artifacts;
        this.receipt = receipt;
    }

    /**
     * Makes what was asked for.
     *
     * @param artifacts null: not asked for
     * @param receipt null: not asked for
     * @throws RunnerException with {@code invalid_usage} if something is there already, or can't be made
     */
    static NewCallFiles make(@Nullable Path artifacts, @Nullable Path receipt, Terminal terminal) {
        ReceiptFile file = receipt == null ? null : ReceiptFile.make(receipt);
        try {
            return new NewCallFiles(artifacts == null ? null : ArtifactDirectory.make(artifacts), file);
        } catch (RunnerException e) {
            if (file != null) {
                file.remove();
                sayNoReceipt(terminal);
            }
            throw e;
        }
    }

    /** Says what became of the receipt of a call that was not made. */
    static void sayNoReceipt(Terminal terminal) {
        terminal.say("There is no receipt: no call was made.");
    }

    @Override
    public boolean wantsArtifacts() {
        return artifacts != null;
    }

    @Override
    public boolean wantsReceipt() {
        return receipt != null;
    }

    @Override
    public @Nullable String writeArtifact(String name, InputStream content) {
        return Objects.requireNonNull(artifacts, "nobody asked for artifacts").write(name, content);
    }

    @Override
    public @Nullable String writeReceipt(String text) {
        return Objects.requireNonNull(receipt, "nobody asked for a receipt").write(text);
    }

    /**
     * Nothing more is written.
     *
     * @param ran whether the tool may have run; else its directory is removed if nothing is in it
     */
    void end(boolean ran) {
        if (receipt != null) {
            receipt.remove();
        }
        if (artifacts != null && !ran) {
            artifacts.removeIfEmpty();
        }
    }
}
