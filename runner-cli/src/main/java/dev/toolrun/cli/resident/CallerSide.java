package dev.toolrun.cli.resident;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What a client does with what comes back; all of it as the client's user. Used by one thread. */
public interface CallerSide {
    /** Takes what is said on standard error, as it comes. */
    void errorOutput(byte[] bytes);

    /** Takes what goes to standard output when the call is over. */
    void output(byte[] bytes);

    /**
     * Writes a file of the tool.
     *
     * @param content read to its end or not
     * @return null if it was written, or else why not
     */
    @Nullable
    String file(String name, InputStream content);

    /**
     * Writes the receipt.
     *
     * @return null if it was written, or else why not
     */
    @Nullable
    String receipt(String text);
}
