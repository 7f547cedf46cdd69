package dev.toolrun.execution;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import dev.toolrun.validation.ValidatedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the call of an execution key at most once, whoever repeats it: over all threads and processes of this host that have the
 * same state directory. A key belongs to its principal and is remembered for {@link #REMEMBERED}. What is kept of a call lies in
 * {@code executions/}, one file a key, which is replaced as a whole and written before the call runs. Thread-safe.
 */
public final class ExecutionKeys {
    /** How long a key is remembered after its call began. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionKeys.class);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);
    private static final String RECORD = ".json";
    private static final String LOCK = ".lock";

    private final Path directory;
    private final InstantSource clock;
    private final Duration grace;
    private @Nullable Instant cleanedAt;

    /**
     * @param grace how much longer than its wall time a call may take; a repeat waits as long for a call that is under way
     */
    public ExecutionKeys(Path stateDirectory, InstantSource clock, Duration grace) {
        directory = stateDirectory.resolve("executions");
        this.clock = clock;
        this.grace = grace;
    }

    /**
     * Runs a call, unless it has an execution key for which the same call was run before. A call whose tool surely was not
     * started leaves its key free.
     *
     * @param run the call; its result is final
     * @param replay makes a result of what is remembered
     * @throws RefusedException if the key is that of another call
     * @throws RunnerException if it can't be found out what became of the key's call; nothing runs then
     * @throws InterruptedException if the thread was interrupted while it waited for a call that is under way; nothing runs then
     */
    public ToolResult once(ValidatedCall call, Supplier<ToolResult> run, Function<Earlier, ToolResult> replay)
            throws InterruptedException {
        String key = call.decoded().call().key();
        if (key == null) {
            return run.get();
        }
        KeyedCall keyed = KeyedCall.of(call.principal(), key, call.tool().name(), call.arguments());
        Duration patience = call.limits().wallTime().plus(grace);
        try {
            PrivateFiles.createDirectory(directory);
            forgetOld();
            return ProcessLock.removable(file(keyed.name(), LOCK), patience)
                    .holdUnlessInterrupted(() -> runOrReplay(keyed, run, replay));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * What {@link #once} would do with a call now. Runs and writes nothing, and waits for nobody.
     *
     * @param arguments as the validated call would have them
     * @throws RefusedException if the key is that of another call
     * @throws RunnerException if it can't be found out what became of the key's call
     */
    public Foreseen foresee(
            Principal principal, String key, String tool, Map<String, ? extends @Nullable Object> arguments) {
        KeyedCall keyed = KeyedCall.of(principal, key, tool, arguments);
        try {
            if (PrivateFiles.canCreateDirectory(directory)) {
                return new Foreseen.Run();
            }
            ExecutionRecord first = remembered(keyed);
            boolean isUnderWay = first != null
                    && first.earlier() == null
                    && ProcessLock.removable(file(keyed.name(), LOCK), Duration.ZERO)
                            .isHeld();
            // it may have ended since it was looked at first
            ExecutionRecord known = isUnderWay ? first : remembered(keyed);
            if (known == null) {
                return new Foreseen.Run();
            }
            requireSame(known, keyed);
            return isUnderWay ? new Foreseen.Wait() : new Foreseen.Replay(ended(known));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private ToolResult runOrReplay(KeyedCall keyed, Supplier<ToolResult> run, Function<Earlier, ToolResult> replay)
            throws IOException {
        ExecutionRecord known = remembered(keyed);
        if (known == null) {
            return claimAndRun(
                    file(keyed.name(), RECORD), new ExecutionRecord(keyed.fingerprint(), clock.instant(), null), run);
        }
        requireSame(known, keyed);
        return replay.apply(ended(known));
    }

    private static void requireSame(ExecutionRecord known, KeyedCall keyed) {
        if (!known.fingerprint().equals(keyed.fingerprint())) {
            throw new RefusedException(Rejection.of(
                    Layer.VALIDATION,
                    Reason.DUPLICATE_KEY,
                    "This execution key is that of another call, with another tool or other arguments.",
                    "executionKey"));
        }
    }

    private static Earlier ended(ExecutionRecord known) {
        if (known.earlier() == null) {
            throw new RunnerException(
                    Reason.UNKNOWN,
                    "The call of this execution key broke off; nobody knows whether its tool ran.",
                    "Nothing runs it again: take another key if it may run twice.",
                    null,
                    null);
        }
        return known.earlier();
    }

    private ToolResult claimAndRun(Path file, ExecutionRecord claim, Supplier<ToolResult> run) throws IOException {
        write(file, claim);
        ToolResult result = run.get();
        try {
            if (Boolean.FALSE.equals(result.started())) {
                Files.deleteIfExists(file);
            } else {
                write(file, new ExecutionRecord(claim.fingerprint(), claim.claimedAt(), Earlier.of(result)));
            }
        } catch (IOException e) {
            LOG.error("the end of a call with an execution key could not be kept: a repeat will be 'unknown'", e);
        }
        return result;
    }

    private void write(Path file, ExecutionRecord keyRecord) throws IOException {
        PrivateFiles.replace(file, keyRecord.encode());
        PrivateFiles.syncDirectory(directory);
    }

    private @Nullable ExecutionRecord remembered(KeyedCall keyed) throws IOException {
        return remembered(file(keyed.name(), RECORD));
    }

    /** What is known of a key, or null if nothing is, or not any more. */
    private @Nullable ExecutionRecord remembered(Path file) throws IOException {
        if (!PrivateFiles.exists(file)) {
            return null;
        }
        try {
            ExecutionRecord known = ExecutionRecord.decode(Files.readAllBytes(file));
            boolean isOld = Duration.between(known.claimedAt(), clock.instant()).compareTo(REMEMBERED) > 0;
            return isOld ? null : known;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Seldom, and only what nobody holds. */
    private synchronized void forgetOld() throws IOException {
        Instant now = clock.instant();
        if (cleanedAt != null && now.isBefore(cleanedAt.plus(BETWEEN_CLEANINGS)) && !now.isBefore(cleanedAt)) {
            return;
        }
        cleanedAt = now;
        for (Path left : files(ProcessLock.OPENING)) {
            Files.deleteIfExists(left);
        }
        for (Path lock : files(LOCK)) {
            forgetIfOld(lock);
        }
    }

    private List<Path> files(String kind) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(kind)).toList();
        }
    }

    private void forgetIfOld(Path lock) {
        String name = lock.getFileName().toString();
        Path file = file(name.substring(0, name.length() - LOCK.length()), RECORD);
        try {
            if (remembered(file) == null) {
                ProcessLock.removable(lock, Duration.ZERO).removeIf(() -> {
                    boolean forgotten = remembered(file) == null;
                    if (forgotten) {
                        PrivateFiles.delete(file);
                    }
                    return forgotten;
                });
            }
        } catch (IOException e) {
            LOG.debug("{} stays: it is held, or can't be read", file, e);
        }
    }

    private Path file(String name, String kind) {
        return directory.resolve(name + kind);
    }

    private RunnerException unavailable(IOException e) {
        return new RunnerException(
                Reason.UNKNOWN,
                "It can't be found out whether the call of this execution key has run.",
                "Execution keys are kept in " + directory + ": " + e.getMessage() + ".",
                null,
                e);
    }
}
