package dev.toolrun.audit;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A log in files of one directory, shared by every process that uses that directory. A record is one line, durable before
 * {@link #append} returns; records that threads of one process append at the same time become durable together, by one write.
 * What a killed writer left half-written is cut off by the next one, which says so in a record {@code repair} with
 * {@code droppedBytes} and {@code droppedSha256}. After a failed write the log is as it was. Directory and files must belong
 * to this user and be writable for nobody else; an interrupt of the calling thread neither ends nor disturbs an append.
 * Nothing stays open between appends.
 */
public final class FileAuditLog implements AuditLog {
    static final String LOCK = "audit.lock";
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** At most so many records share a write, which bounds the memory for it. */
    private static final int MAX_GROUP = 64;

    private final Path directory;
    private final ProcessLock lock;
    private final LogWriter writer;

    /** Guarded by itself, as is {@link #committing}. */
    private final Queue<PendingRecord> waiting = new ArrayDeque<>();

    private boolean committing;

    /**
     * A log that is never deleted from.
     *
     * @param directory made at first use, with those above it
     */
    public FileAuditLog(Path directory, InstantSource clock) {
        this(directory, clock, SegmentRules.DEFAULT);
    }

    /**
     * @param directory made at first use, with those above it
     */
    public FileAuditLog(Path directory, InstantSource clock, SegmentRules rules) {
        this.directory = directory;
        this.lock = new ProcessLock(directory.resolve(LOCK), PATIENCE);
        this.writer = new LogWriter(directory, clock, rules);
    }

    @Override
    public long append(Map<String, ? extends @Nullable Object> fields) {
        PendingRecord mine = new PendingRecord(fields);
        synchronized (waiting) {
            waiting.add(mine);
        }
        try {
            for (List<PendingRecord> group = groupOrDone(mine); !group.isEmpty(); group = groupOrDone(mine)) {
                commit(group);
            }
            return mine.sequence();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** Takes no lock, whose file may have to be made: a writer at work leaves nothing that looks like damage. */
    @Override
    public void requireWritable() {
        try {
            if (!PrivateFiles.canCreateDirectory(directory)) {
                writer.requireWritable();
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void close() {}

    /** The next group, which this thread commits, or none when another thread has committed its record. */
    private List<PendingRecord> groupOrDone(PendingRecord mine) {
        boolean interrupted = false;
        try {
            synchronized (waiting) {
                while (committing && !mine.isDone()) {
                    try {
                        waiting.wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                List<PendingRecord> group = new ArrayList<>();
                while (!mine.isDone() && group.size() < MAX_GROUP && !waiting.isEmpty()) {
                    group.add(waiting.remove());
                }
                committing |= !group.isEmpty();
                return group;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void commit(List<PendingRecord> group) {
        IOException failure = new IOException("an internal error kept the records from being written");
        try {
            PrivateFiles.createDirectory(directory);
            lock.hold(() -> writer.append(group));
        } catch (IOException e) {
            failure = e;
        } finally {
            synchronized (waiting) {
                for (PendingRecord record : group) {
                    record.fail(failure);
                }
                committing = false;
                waiting.notifyAll();
            }
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
