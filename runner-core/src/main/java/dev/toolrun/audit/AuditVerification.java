package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.Hash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verifying a log found.
 *
 * @param records how many records stand before the first bad one, or in the whole log; without those that retention deleted
 * @param firstBad the first bad record, or null if there is none
 * @param lastHash the SHA-256 of the last of those records; 64 zeros if there is none
 * @param unfinished the intents among those records that have no outcome there, in the log's order
 * @param rootHash the root, in Base64, of the RFC 6962 tree over the deleted and these records
 * @param deleted what retention deleted, or null if it deleted nothing
 */
public record AuditVerification(
        long records,
        @Nullable BadRecord firstBad,
        String lastHash,
        List<UnfinishedCall> unfinished,
        String rootHash,
        @Nullable Deleted deleted) {

    /** Of a log without records. */
    public static final AuditVerification NOTHING =
            new AuditVerification(0, null, RecordLine.NO_PREVIOUS, List.of(), Hash.OF_NOTHING.base64(), null);

    public AuditVerification {
        unfinished = List.copyOf(unfinished);
    }

    /** How a log differs from what was written. */
    public enum Kind {
        /** Bytes of the record are not those that were written. */
        ALTERED,
        /** One or more records are missing before it. */
        REMOVED,
        /** It was never written here. */
        INSERTED,
        /** It has changed places with a later one. */
        SWAPPED,
        /** It occurs twice. */
        REPEATED,
        /** The log ends in a part of a line, as after a killed writer; the next append cuts it off and says so. */
        TORN_TAIL,
        /** It and what followed it are missing at the end: the checkpoint is over more records. */
        CUT,
        /** The log is whole in itself, and is not the one of which the checkpoint was made. */
        REWRITTEN,
        /** It can't be read: no permission, no regular file, or a line longer than any record. */
        UNREADABLE
    }

    /**
     * The place where the log stops being what was written.
     *
     * @param segment the file's name; empty if it is no file
     * @param line the line in that file, counting from 1; 0 if it is the file as a whole
     * @param sequence the number of the record that belongs there; of several missing ones, the first
     * @param sentence what is wrong, for people
     */
    public record BadRecord(String segment, long line, long sequence, Kind kind, String sentence) {
        static BadRecord cut(String segment, long sequence, long records, long kept) {
            String sentence =
                    "The checkpoint is over " + kept + " records, and the log ends with record " + records + ".";
            return new BadRecord(segment, 0, sequence, Kind.CUT, sentence);
        }
    }

    /**
     * A call that was begun, and whose ending is not on record.
     *
     * @param sequence the number of its intent
     * @param deadline when it must have ended; null if the intent does not say so
     * @param state open until the deadline, then unknown; never success
     */
    public record UnfinishedCall(
            String callId, long sequence, @Nullable Instant deadline, State state) {}

    /**
     * Records that retention deleted, by a signed statement of the log's own.
     *
     * @param through the number of the last of them; the first is 1
     * @param first the timestamp of the first of them
     * @param last the latest timestamp among them
     */
    public record Deleted(long through, Instant first, Instant last) {}

    public enum State {
        OPEN,
        UNKNOWN
    }

    /** Of a log that is not there, and the checkpoint that was made of it, if there is one. */
    public static AuditVerification ofNothing(@Nullable Checkpoint kept) {
        return kept == null || kept.size() == 0 ? NOTHING : NOTHING.with(BadRecord.cut("", 1, 0, kept.size()));
    }

    /**
     * With a checkpoint that the log's key has not signed.
     *
     * @param why without a full stop
     */
    public static AuditVerification foreignCheckpoint(String why) {
        String sentence =
                "The log was not looked at, since the checkpoint is not its own, or its key was exchanged: " + why;
        return NOTHING.with(new BadRecord("", 0, 1, Kind.REWRITTEN, sentence + "."));
    }

    /** The same with another finding. */
    AuditVerification with(@Nullable BadRecord bad) {
        return new AuditVerification(records, bad, lastHash, unfinished, rootHash, deleted);
    }

    public boolean isWhole() {
        return firstBad == null;
    }
}
