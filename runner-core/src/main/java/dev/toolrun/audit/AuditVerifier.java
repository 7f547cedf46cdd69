package dev.toolrun.audit;

import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.LineReader.End;
import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a log is what was written: every line unchanged, each chained to the one before, numbered from 1 without a gap.
 * Reads the log line by line, and once more where something is wrong, to tell what; memory does not grow with the log, only
 * with the number of unfinished calls.
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

    /**
     * Takes no lock: of a record that is being written in the same moment it may say {@link Kind#TORN_TAIL}.
     *
     * @throws RunnerException with {@code audit_unavailable} if there is no such directory or it can't be read
     */
    public AuditVerification verify() {
        try (LineReader lines = new LineReader(directory)) {
            return verify(lines);
        } catch (IOException e) {
            throw new RunnerException(
                    Reason.AUDIT_UNAVAILABLE,
                    "The audit log can't be read.",
                    "There must be a readable audit log in " + directory + ": " + e.getMessage() + ".",
                    false,
                    e);
        }
    }

    private AuditVerification verify(LineReader lines) throws IOException {
        Chain chain = Chain.EMPTY;
        UnfinishedCalls calls = new UnfinishedCalls();
        while (true) {
            Line line;
            try {
                line = lines.next();
            } catch (IOException e) {
                return result(chain, unreadable(lines, chain, e), calls);
            }
            if (line == null) {
                return result(chain, null, calls);
            }
            RecordLine record = line.end() == End.NEWLINE ? RecordLine.parse(line.bytes()) : null;
            if (record == null || !chain.continuesWith(record)) {
                return result(chain, ChainBreak.diagnose(directory, chain, line, record), calls);
            }
            chain = new Chain(record, line, chain.records() + 1);
            calls.add(record);
        }
    }

    private AuditVerification result(Chain chain, @Nullable BadRecord firstBad, UnfinishedCalls calls) {
        RecordLine last = chain.last();
        if (firstBad != null && last != null && firstBad.sequence() == last.sequence()) {
            // the record that follows has shown that the last one was not genuine
            return new AuditVerification(
                    chain.records() - 1, firstBad, last.previous(), calls.before(last.sequence(), clock.instant()));
        }
        return new AuditVerification(
                chain.records(), firstBad, chain.lastHash(), calls.before(chain.expected(), clock.instant()));
    }

    private static BadRecord unreadable(LineReader lines, Chain chain, IOException e) {
        return new BadRecord(
                String.valueOf(lines.segment().getFileName()),
                lines.number() == 0 ? 0 : lines.number() + 1,
                chain.expected(),
                Kind.UNREADABLE,
                "The segment can't be read: " + e.getMessage() + ".");
    }

    /**
     * The records so far, each chained to the one before.
     *
     * @param last the last one, or null at the beginning of the log
     * @param lastLine where it stands
     */
    record Chain(@Nullable RecordLine last, @Nullable Line lastLine, long records) {
        static final Chain EMPTY = new Chain(null, null, 0);

        long expected() {
            return last == null ? 1 : last.sequence() + 1;
        }

        String lastHash() {
            return last == null ? RecordLine.NO_PREVIOUS : last.lineHash();
        }

        boolean continuesWith(RecordLine record) {
            return record.sequence() == expected() && record.previous().equals(lastHash());
        }
    }
}
