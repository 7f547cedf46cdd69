package dev.toolrun.ratelimit;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps limits in a file, {@code limits/limits.json} below the state directory, for all processes of this host together. The
 * file is replaced as a whole: a process killed at any moment leaves the state before its take or after it. What can't be
 * read or written lets nobody through.
 */
public final class FileLimitStore implements LimitStore {
    /** The largest file that is written and read: some ten thousand buckets and ceilings in use at the same time. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Path directory;
    private final Path file;
    private final ProcessLock lock;

    /** Guarded by the lock; null as long as nothing was read, and after a failure. */
    private @Nullable Cached cached;

    /** The state that these bytes stand for. */
    private record Cached(byte[] bytes, LimitState state) {}

    /**
     * @param stateDirectory where {@code limits/} is, or is made at first use
     */
    public FileLimitStore(Path stateDirectory, InstantSource clock) {
        this(stateDirectory, clock, PATIENCE);
    }

    FileLimitStore(Path stateDirectory, InstantSource clock, Duration patience) {
        this.clock = clock;
        this.directory = stateDirectory.resolve("limits");
        this.file = directory.resolve("limits.json");
        this.lock = new ProcessLock(directory.resolve("limits.lock"), patience);
    }

    @Override
    public Verdict take(List<Demand> demands) {
        try {
            PrivateFiles.createDirectory(directory);
            return lock.hold(() -> takeLocked(demands));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Verdict peek(List<Demand> demands) {
        try {
            // no lock: the file that is opened is a whole one, and nothing is written
            return decode(read()).peek(demands, clock.instant());
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private Verdict takeLocked(List<Demand> demands) throws IOException {
        byte[] bytes = read();
        LimitState state = cached != null && Arrays.equals(cached.bytes(), bytes) ? cached.state() : decode(bytes);
        cached = null;
        Verdict verdict = state.take(demands, clock.instant());
        if (verdict.admitted() || state.reconfigured()) {
            bytes = write(state);
        }
        cached = new Cached(bytes, state);
        return verdict;
    }

    private byte[] write(LimitState state) throws IOException {
        state.prune();
        byte[] bytes = LimitFile.encode(state);
        if (bytes.length > MAX_BYTES) {
            throw new IOException(
                    "it would have more than " + MAX_BYTES + " bytes: too many users and sessions at once");
        }
        PrivateFiles.replace(file, bytes);
        state.markSaved();
        return bytes;
    }

    /** The file's bytes, none if there is no file yet. */
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

    private RunnerException unavailable(IOException e) {
        return RunnerException.beforeStart(
                Reason.LIMIT_STORE_UNAVAILABLE,
                "The rate limits can't be checked at the moment.",
                "The limits are kept in " + file + ": " + e.getMessage()
                        + ". It must be readable and writable for this user alone; if it is damaged, remove it, and"
                        + " every limit starts anew.",
                e);
    }
}
