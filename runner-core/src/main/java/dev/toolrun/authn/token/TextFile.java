package dev.toolrun.authn.token;

import java.io.IOException;

/** A file that is read anew for each use, so that a change of it holds for the very next call. Thread-safe. */
@FunctionalInterface
public interface TextFile {

    /**
     * The text as it is now.
     *
     * @throws IOException if it can't be read, or somebody else could have written it
     */
    String read() throws IOException;
}
