package dev.toolrun.audit;

import dev.toolrun.audit.LineReader.End;
import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deletes whole segments, the oldest first, when all their records are older than the retention, and keeps
 * {@link DeletedRecords} of them. The caller holds the log's lock.
 *
 * <p>A clock can be wrong, and what is deleted is gone. So age is measured not only now, but also at the first record of the
 * segment that is being written: a clock that is set forward deletes nothing until a whole segment was filled under it. Then
 * it deletes at most a segment an hour and one for each segment that is begun, so that it keeps up with any number of records;
 * each with a record {@code retention} in the log. What a sink does not have yet stays, however old it is.
 */
final class Retention {
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Path directory;
    private final InstantSource clock;
    private final @Nullable Duration keep;
    private final SegmentRules rules;
    private @Nullable Instant lookedAt;
    private @Nullable Path lookedIn;

    Retention(Path directory, InstantSource clock, SegmentRules rules) {
        this.directory = directory;
        this.clock = clock;
        this.keep = rules.retention();
        this.rules = rules;
    }

    /**
     * A segment that may go.
     *
     * @param record what the log says of that, before it is done
     */
    record Deletion(Path segment, Map<String, Object> record) {
        void run() throws IOException {
            Files.delete(segment);
            PrivateFiles.syncDirectory(segment.resolveSibling(""));
        }
    }

    /**
     * Finds a segment that may go, and writes what is kept of it. Looks once an hour, and once in each segment.
     *
     * @param tail of the log, where records are being written
     * @return null if there is none
     * @throws IOException if there may be one, and the kept part can't be read, made or signed
     */
    @Nullable
    Deletion next(LogTail tail) throws IOException {
        Instant now = clock.instant();
        if (keep == null || tail.end() == 0 || tail.segment().equals(lookedIn) && isWithinPause(lookedAt, now)) {
            return null;
        }
        List<Path> segments = Segments.list(directory);
        Path oldest = segments.get(0);
        if (oldest.equals(tail.segment()) || Segments.firstSequence(oldest) >= SinkSpool.firstNeeded(directory)) {
            return null;
        }
        Instant begun = firstTime(tail.segment());
        if (begun == null) {
            return null;
        }
        Instant limit = (begun.isBefore(now) ? begun : now).minus(keep);
        boolean isOld = isOlder(LogTail.read(List.of(oldest)).lastTime(), limit);
        Deletion deletion = isOld ? prepare(segments, begun, limit, now) : null;
        lookedAt = now;
        lookedIn = tail.segment();
        return deletion;
    }

    private @Nullable Deletion prepare(List<Path> segments, Instant begun, Instant limit, Instant now)
            throws IOException {
        Path oldest = segments.get(0);
        SigningKey key = key();
        DeletedRecords before = DeletedRecords.read(directory, key.verifier());
        if (before != null && Segments.firstSequence(segments.get(1)) - 1 <= before.size()) {
            return deletion(oldest, before); // a deletion that broke off
        }
        if (before != null && isWithinPause(before.at(), now) && !before.at().isBefore(begun)) {
            return null;
        }
        DeletedRecords after = add(oldest, before, now);
        if (after == null || !isOlder(after.last(), limit)) {
            return null;
        }
        after.write(directory, key);
        return deletion(oldest, after);
    }

    private SigningKey key() throws IOException {
        try {
            return rules.key().get();
        } catch (RunnerException e) {
            throw new IOException(e.hint(), e);
        }
    }

    /** What is to be kept; null if the segment is not what was written: evidence is not deleted. */
    private static @Nullable DeletedRecords add(Path segment, @Nullable DeletedRecords before, Instant now)
            throws IOException {
        CompactRange range =
                before == null ? new CompactRange() : before.range().copy();
        String previous = before == null ? RecordLine.NO_PREVIOUS : before.lastHash();
        Instant first = before == null ? null : before.first();
        Instant last = before == null ? Instant.EPOCH : before.last();
        try (LineReader lines = new LineReader(List.of(segment))) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                RecordLine record = line.end() == End.NEWLINE ? RecordLine.read(line.bytes()) : null;
                Instant time = record == null ? null : record.time();
                if (record == null
                        || time == null
                        || record.sequence() != range.size() + 1
                        || !record.previous().equals(previous)) {
                    return null;
                }
                range.append(Hash.ofLeaf(line.bytes()));
                previous = record.lineHash();
                first = first == null ? time : first;
                last = time.isAfter(last) ? time : last;
            }
        }
        return first == null ? null : new DeletedRecords(range, previous, first, last, now);
    }

    private static Deletion deletion(Path segment, DeletedRecords deleted) {
        Map<String, Object> record = Json.object(
                "event", "retention",
                "deletedSegment", String.valueOf(segment.getFileName()),
                "deletedThrough", deleted.size(),
                "lastDeleted", RecordLine.timestamp(deleted.last()),
                "rootHash", deleted.range().root().base64());
        return new Deletion(segment, record);
    }

    private static @Nullable Instant firstTime(Path segment) throws IOException {
        try (LineReader lines = new LineReader(List.of(segment))) {
            Line line = lines.next();
            RecordLine record = line == null ? null : RecordLine.read(line.bytes());
            return record == null ? null : record.time();
        }
    }

    private static boolean isOlder(@Nullable Instant time, Instant limit) {
        return time != null && time.isBefore(limit);
    }

    /** Also within it is a time that lies ahead by less than that; one far ahead is a clock's that was wrong. */
    private static boolean isWithinPause(@Nullable Instant last, Instant now) {
        return last != null && Duration.between(last, now).abs().compareTo(PAUSE) < 0;
    }
}
