package dev.toolrun.cli.resident;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a client would use.
 *
 * @param file where it really is, behind all links; null for the built-in one
 * @param digest the SHA-256 of its text; null where the client may not read it
 * @param stateDirectory where the client would keep state if the configuration names no place; null if that does not matter
 */
public record ConfigIdentity(
        @Nullable String file,
        @Nullable String digest,
        @Nullable String stateDirectory) {
    static final int VERSION = 1;

    byte[] hello() throws IOException {
        return new PayloadWriter()
                .number(VERSION)
                .text(file)
                .text(digest)
                .text(stateDirectory)
                .bytes();
    }

    /** Null for a client that speaks another version. */
    static @Nullable ConfigIdentity of(byte[] hello) throws IOException {
        PayloadReader in = new PayloadReader(hello);
        if (in.number() != VERSION) {
            return null;
        }
        ConfigIdentity identity = new ConfigIdentity(in.textOrNull(), in.textOrNull(), in.textOrNull());
        in.end();
        return identity;
    }
}
