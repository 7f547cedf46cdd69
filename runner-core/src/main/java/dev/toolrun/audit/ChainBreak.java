package dev.toolrun.audit;

import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.AuditVerifier.Chain;
import dev.toolrun.audit.LineReader.End;
import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was done to a log, from the line at which its chain breaks and from what stands before and after that line.
 * Supposes one change; of several it finds a plausible one, at the same place.
 */
final class ChainBreak {
    private final Chain chain;
    private final Line line;
    private final String lineHash;
    private final @Nullable RecordLine record;

    /** The line occurs before, or again. */
    private boolean elsewhere;
    /** The record that belongs here comes later. */
    private boolean expectedLater;
    /** Another record with the bad one's number comes later. */
    private boolean sameNumberLater;
    /** The record to which the bad one is chained comes later. */
    private boolean predecessorLater;
    /** The {@code previous} of the line after the bad one; null if there is none or it is bad, too. */
    private @Nullable String nextPrevious;

    private boolean isLast = true;

    private ChainBreak(Chain chain, Line line, @Nullable RecordLine record) {
        this.chain = chain;
        this.line = line;
        this.lineHash = Sha256.hex(line.bytes());
        this.record = record;
    }

    /**
     * @param segments all that are not deleted
     * @param chain what stands before the bad line
     * @param record the bad line's record, or null if it is not as it was written
     */
    static BadRecord diagnose(List<Path> segments, Chain chain, Line line, @Nullable RecordLine record)
            throws IOException {
        ChainBreak broken = new ChainBreak(chain, line, record);
        broken.survey(segments);
        return record == null ? broken.ofDamagedLine() : broken.ofRecord(record);
    }

    private void survey(List<Path> segments) throws IOException {
        try (LineReader lines = new LineReader(segments)) {
            boolean after = false;
            for (Line other = lines.next(); other != null; other = lines.next()) {
                if (other.segment().equals(line.segment()) && other.number() == line.number()) {
                    after = true;
                } else if (after) {
                    surveyLater(other);
                } else {
                    elsewhere |= Sha256.hex(other.bytes()).equals(lineHash);
                }
            }
        }
    }

    private void surveyLater(Line other) {
        RecordLine later = RecordLine.read(other.bytes());
        if (isLast) {
            isLast = false;
            nextPrevious = later == null ? null : later.previous();
        }
        if (later == null) {
            return;
        }
        expectedLater |= chain.continuesWith(later);
        elsewhere |= later.lineHash().equals(lineHash);
        if (record != null) {
            sameNumberLater |= later.sequence() == record.sequence();
            predecessorLater |= later.sequence() == record.sequence() - 1
                    && later.lineHash().equals(record.previous());
        }
    }

    private BadRecord ofDamagedLine() {
        if (line.end() == End.TOO_LONG) {
            return bad(Kind.UNREADABLE, "The line is longer than any record.");
        }
        if (expectedLater) {
            return bad(Kind.INSERTED, "A line was inserted that is no record of this log.");
        }
        if (line.end() == End.END_OF_SEGMENT && isLast && !isWholeButForItsNewline()) {
            return bad(Kind.TORN_TAIL, "The log ends in a part of a line, as after a killed writer.");
        }
        return bad(Kind.ALTERED, "The record is not as it was written: its hash does not match its bytes.");
    }

    private BadRecord ofRecord(RecordLine bad) {
        if (elsewhere) {
            return bad(Kind.REPEATED, "Record " + bad.sequence() + " stands here and at another place as well.");
        }
        if (bad.sequence() > chain.expected()) {
            return ofHigherNumber(bad);
        }
        if (bad.sequence() < chain.expected()) {
            return ofLowerNumber(bad);
        }
        if (expectedLater) {
            return bad(Kind.INSERTED, "A record was inserted that is not chained to the one before.");
        }
        boolean confirmed = isLast || bad.lineHash().equals(nextPrevious);
        return confirmed && chain.last() != null
                ? badBefore(Kind.ALTERED, "The record was replaced: the next one is chained to another.")
                : bad(Kind.ALTERED, "The record was replaced: it is not chained to the one before.");
    }

    private BadRecord ofHigherNumber(RecordLine bad) {
        if (expectedLater) {
            return predecessorLater && !sameNumberLater
                    ? bad(Kind.SWAPPED, "Record " + bad.sequence() + " stands in the place of another.")
                    : bad(Kind.INSERTED, "A record was inserted with the number " + bad.sequence() + ".");
        }
        return bad.previous().equals(chain.lastHash())
                ? bad(Kind.ALTERED, "The record was replaced by one with another number.")
                : bad(Kind.REMOVED, missing(bad.sequence() - 1));
    }

    /**
     * Of two records with one number and one predecessor, the genuine one is that to which the next is chained. Where none
     * follows, neither can be relied on, and the first is named.
     */
    private BadRecord ofLowerNumber(RecordLine bad) {
        RecordLine last = chain.last();
        boolean sibling = last != null
                && bad.sequence() == last.sequence()
                && bad.previous().equals(last.previous());
        return sibling && (isLast || bad.lineHash().equals(nextPrevious))
                ? badBefore(Kind.INSERTED, "Of two records with the number " + bad.sequence() + " one was inserted.")
                : bad(Kind.INSERTED, "A record was inserted with the number " + bad.sequence() + ".");
    }

    private String missing(long to) {
        long from = chain.expected();
        return from == to ? "Record " + from + " is missing." : "The records " + from + " to " + to + " are missing.";
    }

    /** A torn line is a beginning of a record; one with a byte behind its end had its newline changed. */
    private boolean isWholeButForItsNewline() {
        byte[] bytes = line.bytes();
        return bytes.length > 0 && RecordLine.read(Arrays.copyOf(bytes, bytes.length - 1)) != null;
    }

    private BadRecord bad(Kind kind, String sentence) {
        return at(line, chain.expected(), kind, sentence);
    }

    private BadRecord badBefore(Kind kind, String sentence) {
        Line lastLine = chain.lastLine();
        return lastLine == null ? bad(kind, sentence) : at(lastLine, chain.expected() - 1, kind, sentence);
    }

    private static BadRecord at(Line place, long sequence, Kind kind, String sentence) {
        return new BadRecord(String.valueOf(place.segment().getFileName()), place.number(), sequence, kind, sentence);
    }
}
