package dev.toolrun.audit;

import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Deleted;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.audit.RecordReader.Entry;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a log is what was written: every line unchanged, each chained to the one before, numbered from 1 without a gap.
 * Reads the log line by line, and once more where something is wrong, to tell what; memory does not grow with the log, only
 * with the number of unfinished calls. Other threads hash and parse what is read; none outlives the method. Of records that retention deleted it believes what the log's key has signed.
 *
 * <p>A chain of hashes has no secret. It shows any change to a part of the log, but by itself it can't show that records are
 * missing at the end, that the last segments were deleted or put back in an older state, or that the log was written anew as
 * a whole, or from some record to the end. For these a checkpoint kept elsewhere is needed. For the same reason the very last
 * record is weaker: where nothing follows, a replaced one looks genuine and an extra one may be named by another kind.
 */
public final class AuditVerifier {
    private final Path directory;
    private final InstantSource clock;

    /**
     * @param clock tells unknown calls from open ones
     */
    public AuditVerifier(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Like {@link #verify(VerifierKey, Checkpoint)}, of a log from which nothing was deleted. */
    public AuditVerification verify() {
        return verify(null, null);
    }

    /**
     * Takes no lock: of a record that is being written in the same moment it may say {@link Kind#TORN_TAIL}.
     *
     * @param key the log's; needed where retention has deleted records
     * @param kept a checkpoint that was kept elsewhere, and whose signature was checked
     * @throws RunnerException with {@code audit_unavailable} if there is no such directory or it can't be read
     */
    public AuditVerification verify(@Nullable VerifierKey key, @Nullable Checkpoint kept) {
        try {
            Segments.list(directory); // where there is no log, there is no bad record either
            DeletedRecords deleted;
            try {
                deleted = deleted(key);
            } catch (IOException e) {
                return AuditVerification.NOTHING.with(badStub(String.valueOf(e.getMessage())));
            }
            List<Path> segments = Segments.after(directory, deleted == null ? 0 : deleted.size());
            try (RecordReader lines = new RecordReader(segments)) {
                return new Walk(segments, lines, deleted, kept).verify();
            }
        } catch (IOException e) {
            throw new RunnerException(
                    Reason.AUDIT_UNAVAILABLE,
                    "The audit log can't be read.",
                    "There must be a readable audit log in " + directory + ": " + e.getMessage() + ".",
                    false,
                    e);
        }
    }

    private @Nullable DeletedRecords deleted(@Nullable VerifierKey key) throws IOException {
        if (key != null) {
            return DeletedRecords.read(directory, key);
        }
        if (DeletedRecords.note(directory) != null) {
            throw new IOException("the public key that it is signed with is not there");
        }
        return null;
    }

    private static BadRecord badStub(String why) {
        String sentence = "What is kept of the deleted records can't be relied on: " + why + ".";
        return new BadRecord(DeletedRecords.FILE, 0, 1, Kind.ALTERED, sentence);
    }

    /** One reading of the log. */
    private final class Walk {
        private final List<Path> segments;
        private final RecordReader lines;
        private final @Nullable DeletedRecords deleted;
        private final @Nullable Checkpoint kept;
        private final CompactRange tree;
        private final UnfinishedCalls calls = new UnfinishedCalls();
        private Chain chain;
        private @Nullable Hash rootAtKept;

        Walk(List<Path> segments, RecordReader lines, @Nullable DeletedRecords deleted, @Nullable Checkpoint kept) {
            this.segments = segments;
            this.lines = lines;
            this.deleted = deleted;
            this.kept = kept;
            tree = deleted == null ? new CompactRange() : deleted.range().copy();
            chain = deleted == null ? Chain.EMPTY : Chain.after(deleted.size(), deleted.lastHash());
        }

        AuditVerification verify() throws IOException {
            lookAtRoot();
            while (true) {
                Entry entry;
                try {
                    entry = lines.next();
                } catch (IOException e) {
                    return result(unreadable(e));
                }
                if (entry == null) {
                    return result(kept == null ? null : comparison(kept));
                }
                RecordLine record = entry.record();
                if (record == null || !chain.continuesWith(record)) {
                    return result(ChainBreak.diagnose(segments, chain, entry.line(), record));
                }
                chain = chain.with(record, entry.line());
                tree.append(entry.leaf());
                calls.add(record);
                lookAtRoot();
            }
        }

        private void lookAtRoot() {
            if (kept != null && tree.size() == kept.size()) {
                rootAtKept = tree.root();
            }
        }

        private @Nullable BadRecord comparison(Checkpoint checkpoint) {
            long size = checkpoint.size();
            Hash root = rootAtKept;
            if (tree.size() < size) {
                return BadRecord.cut(segment(), chain.expected(), tree.size(), size);
            }
            if (root == null) {
                return new OlderCheckpoint(directory).comparison(checkpoint, tree);
            }
            if (root.equals(checkpoint.root())) {
                return null;
            }
            String sentence = "The log is not the one of which the checkpoint was made: of its first " + size
                    + " records at least one is another.";
            long first = deleted == null ? 1 : Math.min(size, deleted.size() + 1);
            return new BadRecord(segment(), 0, first, Kind.REWRITTEN, sentence);
        }

        private String segment() {
            return String.valueOf(lines.segment().getFileName());
        }

        private AuditVerification result(@Nullable BadRecord firstBad) {
            RecordLine last = chain.last();
            Deleted gone = deleted == null ? null : new Deleted(deleted.size(), deleted.first(), deleted.last());
            String root = tree.root().base64();
            if (firstBad != null && last != null && firstBad.sequence() == last.sequence()) {
                // the record that follows has shown that the last one was not genuine
                var unfinished = calls.before(last.sequence(), clock.instant());
                return new AuditVerification(chain.records() - 1, firstBad, last.previous(), unfinished, root, gone);
            }
            var unfinished = calls.before(chain.expected(), clock.instant());
            return new AuditVerification(chain.records(), firstBad, chain.lastHash(), unfinished, root, gone);
        }

        private BadRecord unreadable(IOException e) {
            return new BadRecord(
                    segment(),
                    lines.number() == 0 ? 0 : lines.number() + 1,
                    chain.expected(),
                    Kind.UNREADABLE,
                    "The segment can't be read: " + e.getMessage() + ".");
        }
    }

    /**
     * The records so far, each chained to the one before.
     *
     * @param last the last one, or null at the beginning of the log
     * @param lastLine where it stands
     * @param deleted how many there were before the first
     * @param deletedHash the SHA-256 of the last of these
     */
    record Chain(@Nullable RecordLine last, @Nullable Line lastLine, long records, long deleted, String deletedHash) {
        static final Chain EMPTY = after(0, RecordLine.NO_PREVIOUS);

        static Chain after(long deleted, String deletedHash) {
            return new Chain(null, null, 0, deleted, deletedHash);
        }

        Chain with(RecordLine record, Line line) {
            return new Chain(record, line, records + 1, deleted, deletedHash);
        }

        long expected() {
            return last == null ? deleted + 1 : last.sequence() + 1;
        }

        String lastHash() {
            return last == null ? deletedHash : last.lineHash();
        }

        boolean continuesWith(RecordLine record) {
            return record.sequence() == expected() && record.previous().equals(lastHash());
        }
    }
}
