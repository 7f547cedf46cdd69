package dev.toolrun.audit;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log in files of one directory, shared by every process that uses that directory. A record is one line, written at once
 * and durable before {@link #append} returns. What a killed writer left half-written is cut off by the next one, which says
 * so in a record {@code repair} with {@code droppedBytes} and {@code droppedSha256}. After a failed write the log is as it
 * was. Directory and files must belong to this user and be writable for nobody else; an interrupt of the calling thread
 * neither ends nor disturbs an append. Nothing stays open between appends.
 */
public final class FileAuditLog implements AuditLog {
    static final String LOCK = "audit.lock";
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final InstantSource clock;
    private final ProcessLock lock;

    /** Where our own last append ended; guarded by the lock. */
    private @Nullable LogTail known;

    /**
     * @param directory made at first use, with those above it
     */
    public FileAuditLog(Path directory, InstantSource clock) {
        this(directory, clock, PATIENCE);
    }

    FileAuditLog(Path directory, InstantSource clock, Duration patience) {
        this.directory = directory;
        this.clock = clock;
        this.lock = new ProcessLock(directory.resolve(LOCK), patience);
    }

    @Override
    public long append(Map<String, ? extends @Nullable Object> fields) {
        try {
            PrivateFiles.createDirectory(directory);
            return lock.hold(() -> appendLocked(fields));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** Takes no lock, whose file may have to be made: a writer at work leaves nothing that looks like damage. */
    @Override
    public void requireWritable() {
        try {
            if (!PrivateFiles.canCreateDirectory(directory)) {
                requireWritableSegments();
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void close() {}

    private void requireWritableSegments() throws IOException {
        Path guard = directory.resolve(LOCK);
        List<Path> segments = Segments.list(directory);
        boolean makesFiles = segments.isEmpty() || !PrivateFiles.exists(guard);
        PrivateFiles.requireWritable(makesFiles ? directory : guard);
        if (!segments.isEmpty()) {
            Path segment = segments.get(segments.size() - 1);
            PrivateFiles.requireFile(segment);
            PrivateFiles.requireWritable(segment);
            LogTail.read(segments);
        }
    }

    private long appendLocked(Map<String, ? extends @Nullable Object> fields) throws IOException {
        List<Path> segments = Segments.list(directory);
        if (segments.isEmpty()) {
            Path first = Segments.named(directory, 1);
            PrivateFiles.createFile(first);
            segments = List.of(first);
        }
        Path segment = segments.get(segments.size() - 1);
        PrivateFiles.requireFile(segment);
        // a plain file in a mode where each write is durable on return: channels are closed by an interrupt
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rwd")) {
            if (file.length() == 0) {
                PrivateFiles.syncDirectory(directory);
            }
            LogTail tail = write(file, repaired(file, tail(segments, file.length())), fields);
            known = tail;
            return tail.sequence();
        }
    }

    private LogTail tail(List<Path> segments, long size) throws IOException {
        LogTail last = known;
        known = null;
        Path segment = segments.get(segments.size() - 1);
        // a log only grows: of this size, it is as we left it
        return last != null && last.segment().equals(segment) && last.end() == size ? last : LogTail.read(segments);
    }

    private LogTail repaired(RandomAccessFile file, LogTail tail) throws IOException {
        LogTail.Torn torn = tail.torn();
        if (torn == null) {
            return tail;
        }
        file.setLength(tail.end());
        return write(
                file, tail, Map.of("event", "repair", "droppedBytes", torn.bytes(), "droppedSha256", torn.sha256()));
    }

    private LogTail write(RandomAccessFile file, LogTail tail, Map<String, ? extends @Nullable Object> fields)
            throws IOException {
        long sequence = tail.sequence() + 1;
        byte[] line = RecordLine.encode(sequence, clock.instant(), fields, tail.lastHash());
        byte[] withNewline = Arrays.copyOf(line, line.length + 1);
        withNewline[line.length] = '\n';
        try {
            file.seek(tail.end());
            file.write(withNewline);
        } catch (IOException e) {
            cutBack(file, tail.end(), e);
            throw e;
        }
        return new LogTail(tail.segment(), tail.end() + withNewline.length, sequence, Sha256.hex(line), null);
    }

    /** Takes back what was written of a line; where that fails too, the next writer finds it as torn. */
    private static void cutBack(RandomAccessFile file, long end, IOException cause) {
        try {
            file.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private RunnerException unavailable(IOException e) {
        return new RunnerException(
                Reason.AUDIT_UNAVAILABLE,
                "The audit log can't be written at the moment.",
                "The audit log is in " + directory + ": " + e.getMessage()
                        + ". It needs space, and a directory and files that belong to this user and that nobody else can"
                        + " write. 'toolrun audit verify' says whether what is there is whole; if it is not, move it aside"
                        + " as evidence, and a new log begins.",
                null,
                e);
    }
}
