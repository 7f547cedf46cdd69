package dev.toolrun.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verifying a log found.
 *
 * @param records how many records stand before the first bad one, or in the whole log
 * @param firstBad the first bad record, or null if there is none
 * @param lastHash the SHA-256 of the last of those records; 64 zeros if there is none
 * @param unfinished the intents among those records that have no outcome there, in the log's order
 */
public record AuditVerification(
        long records, @Nullable BadRecord firstBad, String lastHash, List<UnfinishedCall> unfinished) {

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
        /** It can't be read: no permission, no regular file, or a line longer than any record. */
        UNREADABLE
    }

    /**
     * The place where the log stops being what was written.
     *
     * @param segment the file's name
     * @param line the line in that file, counting from 1; 0 if the file can't be opened
     * @param sequence the number of the record that belongs there; of several missing ones, the first
     * @param sentence what is wrong, for people
     */
    public record BadRecord(String segment, long line, long sequence, Kind kind, String sentence) {}

    /**
     * A call that was begun, and whose ending is not on record.
     *
     * @param sequence the number of its intent
     * @param deadline when it must have ended; null if the intent does not say so
     * @param state open until the deadline, then unknown; never success
     */
    public record UnfinishedCall(
            String callId, long sequence, @Nullable Instant deadline, State state) {}

    public enum State {
        OPEN,
        UNKNOWN
    }

    public boolean isWhole() {
        return firstBad == null;
    }
}
