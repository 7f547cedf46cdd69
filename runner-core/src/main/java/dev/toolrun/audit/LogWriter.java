package dev.toolrun.audit;

import dev.toolrun.audit.Retention.Deletion;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.call.Sha256;
import dev.toolrun.files.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes lines into a log's segments. The caller holds the log's lock, except for {@link #requireWritable}. */
final class LogWriter {
    private final Path directory;
    private final InstantSource clock;
    private final SegmentRules rules;
    private final Retention retention;
    private final LogTree tree;

    /** Where our own last append ended. */
    private @Nullable LogTail known;

    LogWriter(Path directory, InstantSource clock, SegmentRules rules) {
        this.directory = directory;
        this.clock = clock;
        this.rules = rules;
        this.retention = new Retention(directory, clock, rules);
        this.tree = new LogTree(directory);
    }

    /**
     * Appends records by one write, which is durable on return.
     *
     * @return how many there are now
     * @throws IOException if none of them is in the log
     */
    long append(List<PendingRecord> group) throws IOException {
        LogTail tail = tail();
        known = null;
        if (tail.torn() != null) {
            tail = repair(tail, tail.torn());
        }
        Deletion deletion = retention.next(tail);
        if (deletion != null) {
            tail = write(tail, List.of(new PendingRecord(deletion.record())));
            deletion.run();
        }
        if (tail.end() >= rules.segmentBytes()) {
            tail = beginSegment(tail);
        }
        tail = write(tail, group);
        known = tail;
        return tail.sequence();
    }

    /**
     * @throws IOException if a record could not be appended now
     */
    void requireWritable() throws IOException {
        Path guard = directory.resolve(FileAuditLog.LOCK);
        List<Path> segments = Segments.list(directory);
        boolean makesFiles = segments.isEmpty() || !PrivateFiles.exists(guard);
        PrivateFiles.requireWritable(makesFiles ? directory : guard);
        if (!segments.isEmpty()) {
            Path segment = segments.get(segments.size() - 1);
            PrivateFiles.requireFile(segment);
            PrivateFiles.requireWritable(Files.size(segment) < rules.segmentBytes() ? segment : directory);
            LogTail.read(segments);
        }
    }

    private LogTail tail() throws IOException {
        List<Path> segments = Segments.list(directory);
        if (segments.isEmpty()) {
            requireNothingDeleted();
            Path first = Segments.named(directory, 1);
            PrivateFiles.createFile(first);
            segments = List.of(first);
        }
        Path segment = segments.get(segments.size() - 1);
        PrivateFiles.requireFile(segment);
        LogTail last = known;
        // a log only grows: of this size, it is as we left it
        return last != null && last.segment().equals(segment) && last.end() == Files.size(segment)
                ? last
                : LogTail.read(segments);
    }

    /** A log that retention has deleted from always has a last segment: a new one beside the old stub would hide its loss. */
    private void requireNothingDeleted() throws IOException {
        if (PrivateFiles.exists(directory.resolve(DeletedRecords.FILE))) {
            throw new IOException("its last segment is missing");
        }
    }

    private LogTail repair(LogTail tail, LogTail.Torn torn) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(tail.segment().toFile(), "rwd")) {
            file.setLength(tail.end());
        }
        Map<String, Object> record =
                Map.of("event", "repair", "droppedBytes", torn.bytes(), "droppedSha256", torn.sha256());
        return write(tail.repaired(), List.of(new PendingRecord(record)));
    }

    private LogTail beginSegment(LogTail tail) throws IOException {
        tree.sync();
        Path next = Segments.named(directory, tail.sequence() + 1);
        PrivateFiles.createFile(next);
        return tail.atBeginOf(next);
    }

    private LogTail write(LogTail tail, List<PendingRecord> group) throws IOException {
        List<byte[]> lines = encode(tail, group);
        if (lines.isEmpty()) {
            return tail;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Hash> leaves = new ArrayList<>();
        for (byte[] line : lines) {
            bytes.writeBytes(line);
            bytes.write('\n');
            leaves.add(Hash.ofLeaf(line));
        }
        writeDurably(tail, bytes.toByteArray());
        group.forEach(PendingRecord::confirm);
        tree.append(tail, leaves);
        return LogTail.of(tail.segment(), tail.end() + bytes.size(), lines.get(lines.size() - 1), null);
    }

    private List<byte[]> encode(LogTail tail, List<PendingRecord> group) {
        List<byte[]> lines = new ArrayList<>();
        String previous = tail.lastHash();
        for (PendingRecord record : group) {
            long sequence = tail.sequence() + 1 + lines.size();
            try {
                byte[] line = RecordLine.encode(sequence, clock.instant(), record.fields(), previous);
                previous = Sha256.hex(line);
                lines.add(line);
                record.propose(sequence);
            } catch (IllegalArgumentException e) {
                record.refuse(e);
            }
        }
        return lines;
    }

    private void writeDurably(LogTail tail, byte[] bytes) throws IOException {
        // a plain file in a mode where each write is durable on return: channels are closed by an interrupt
        try (RandomAccessFile file = new RandomAccessFile(tail.segment().toFile(), "rwd")) {
            if (tail.end() == 0) {
                PrivateFiles.syncDirectory(directory);
            }
            try {
                file.seek(tail.end());
                file.write(bytes);
            } catch (IOException e) {
                cutBack(file, tail.end(), e);
                throw e;
            }
        }
    }

    /** Takes back what was written; where that fails too, the next writer finds it as torn. */
    private static void cutBack(RandomAccessFile file, long end, IOException cause) {
        try {
            file.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
