package dev.toolrun.audit;

import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what comes behind a position of a log that others write. Thread-safe. */
final class LogFollower {
    private static final int BLOCK = 64 * 1024;

    private final Path directory;
    private final ProcessLock lock;

    /**
     * Some of the records behind a position.
     *
     * @param next behind the last of them
     */
    record Part(List<SinkRecord> records, LogPosition next) {}

    LogFollower(Path directory) {
        this.directory = directory;
        lock = new ProcessLock(directory.resolve(FileAuditLog.LOCK), FileAuditLog.PATIENCE);
    }

    /** Behind the last record that is durable: while nobody writes, every whole line is. */
    LogPosition end() throws IOException {
        return lock.hold(() -> {
            List<Path> segments = Segments.list(directory);
            if (segments.isEmpty()) {
                return new LogPosition(1, 0, 0);
            }
            LogTail tail = LogTail.read(segments);
            return new LogPosition(Segments.firstSequence(tail.segment()), tail.end(), tail.sequence());
        });
    }

    /** How many bytes there are behind a position, as far as they are seen without the log's lock. */
    long bytesBehind(LogPosition position) throws IOException {
        long bytes = 0;
        for (Path segment : from(position)) {
            boolean begun = Segments.firstSequence(segment) == position.segment();
            bytes += Files.size(segment) - (begun ? position.offset() : 0);
        }
        return Math.max(0, bytes);
    }

    /**
     * Records between two positions: whole lines, at least one if there is one, and else at most so many bytes.
     *
     * @throws IOException if they can't be read, or are gone
     */
    Part read(LogPosition begin, LogPosition end, long maxBytes) throws IOException {
        List<SinkRecord> records = new ArrayList<>();
        LogPosition position = begin;
        for (Path segment : from(begin)) {
            long first = Segments.firstSequence(segment);
            if (first > end.segment()) {
                break;
            }
            position = new LogPosition(first, first == begin.segment() ? begin.offset() : 0, position.sequence());
            long until = first == end.segment() ? end.offset() : Files.size(segment);
            while (position.offset() < until && bytesOf(records) < maxBytes) {
                byte[] line = line(segment, position.offset(), until);
                SinkRecord record = SinkRecord.of(line);
                records.add(record);
                long sequence = record.sequence() == 0 ? position.sequence() + 1 : record.sequence();
                position = new LogPosition(first, position.offset() + line.length + 1, sequence);
            }
            if (position.offset() < until) {
                break;
            }
        }
        return new Part(records, position);
    }

    private static long bytesOf(List<SinkRecord> records) {
        return records.stream().mapToLong(record -> record.line().length()).sum();
    }

    /** The segment of a position and those behind it; only what was read to its end may be gone. */
    private List<Path> from(LogPosition position) throws IOException {
        List<Path> segments = Segments.list(directory).stream()
                .filter(segment -> Segments.firstSequence(segment) >= position.segment())
                .toList();
        long first = segments.isEmpty() ? 0 : Segments.firstSequence(segments.get(0));
        boolean isWhole = segments.isEmpty()
                ? position.sequence() == 0
                : first == position.segment() || first == position.sequence() + 1;
        if (!isWhole) {
            throw new NoSuchFileException(
                    Segments.named(directory, position.segment()).toString(),
                    null,
                    "is gone, with records that were not delivered");
        }
        return segments;
    }

    private static byte[] line(Path segment, long begin, long until) throws IOException {
        PrivateFiles.requireFile(segment);
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
            file.seek(begin);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] block = new byte[BLOCK];
            for (int length = file.read(block); length > 0; length = file.read(block)) {
                int newline = indexOfNewline(block, length);
                line.write(block, 0, newline < 0 ? length : newline);
                if (newline >= 0) {
                    return line.toByteArray();
                }
                if (line.size() > until - begin) {
                    break;
                }
            }
        }
        throw new IOException(segment + " has no whole line at " + begin);
    }

    private static int indexOfNewline(byte[] block, int length) {
        for (int i = 0; i < length; i++) {
            if (block[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
