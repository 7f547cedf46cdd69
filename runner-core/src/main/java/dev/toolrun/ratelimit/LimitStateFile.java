package dev.toolrun.ratelimit;

import dev.toolrun.files.PrivateFiles;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One file with a {@link LimitState}. All of its methods are for whoever holds the store's lock. */
final class LimitStateFile {
    /** The largest file that is written and read. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private final Path file;

    /** What was read or written last and is good as long as the file has the same bytes; null after a failure. */
    private @Nullable Loaded last;

    /** A state, and the bytes of the file that stand for it; none if there is no file yet. */
    record Loaded(byte[] bytes, LimitState state) {}

    LimitStateFile(Path file) {
        this.file = file;
    }

    /** Whoever changes the state, and does not {@link #keep} it, has it read anew the next time. */
    Loaded load() throws IOException {
        byte[] bytes = read();
        Loaded known = last;
        last = null;
        return known != null && Arrays.equals(known.bytes(), bytes) ? known : new Loaded(bytes, decode(bytes));
    }

    void keep(Loaded loaded) {
        last = loaded;
    }

    Loaded write(LimitState state) throws IOException {
        byte[] bytes = encode(state);
        PrivateFiles.replace(file, bytes);
        state.markSaved();
        return new Loaded(bytes, state);
    }

    /**
     * Does what {@link #write} does, but for the replacing.
     *
     * @throws IOException if that fails
     */
    void requireWritable(LimitState state) throws IOException {
        PrivateFiles.requireReplaceable(file, encode(state));
    }

    private static byte[] encode(LimitState state) throws IOException {
        state.prune();
        byte[] bytes = LimitFile.encode(state);
        if (bytes.length > MAX_BYTES) {
            throw new IOException(
                    "it would have more than " + MAX_BYTES + " bytes: too many users and sessions at once");
        }
        return bytes;
    }

    private byte[] read() throws IOException {
        if (!PrivateFiles.exists(file)) {
            return new byte[0];
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length == 0 || bytes.length > MAX_BYTES) {
                throw new IOException("it is damaged");
            }
            return bytes;
        }
    }

    private static LimitState decode(byte[] bytes) throws IOException {
        return bytes.length == 0 ? new LimitState() : LimitFile.decode(bytes);
    }
}
