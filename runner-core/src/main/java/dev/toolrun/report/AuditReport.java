package dev.toolrun.report;

import dev.toolrun.audit.AuditReader;
import dev.toolrun.audit.AuditVerification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an audit log says, as one HTML page that needs nothing else: figures over all its records, the verdict on it, and its
 * newest records to search. Everything in a log is hostile text: nothing of it is interpreted as HTML, script or style, and the
 * page's Content Security Policy forbids whatever is not its own. Immutable but for the log that it was made of.
 */
public final class AuditReport {
    /** How many records a page has, unless it is asked for others. */
    public static final int DEFAULT_RECORDS = 2000;

    private final Figures figures;
    private final List<Map<String, @Nullable Object>> newest;
    private final AuditVerification verification;
    private final Instant madeAt;

    private AuditReport(
            Figures figures,
            List<Map<String, @Nullable Object>> newest,
            AuditVerification verification,
            Instant madeAt) {
        this.figures = figures;
        this.newest = newest;
        this.verification = verification;
        this.madeAt = madeAt;
    }

    /**
     * Reads a log to its end.
     *
     * @param verification what verifying the same log found
     * @param madeAt tells unknown calls from open ones
     * @param maxRecords so many of the newest records are in the page; each costs up to some 20 KB of memory
     * @throws dev.toolrun.call.RunnerException with {@code audit_unavailable} if the log can't be read
     */
    public static AuditReport of(AuditReader log, AuditVerification verification, Instant madeAt, int maxRecords) {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("at least one record must be asked for");
        }
        Figures figures = new Figures();
        RecentRecords recent = new RecentRecords(maxRecords);
        for (var record = log.next(); record != null; record = log.next()) {
            figures.add(record);
            recent.add(record);
        }
        return new AuditReport(figures, recent.newestFirst(figures.pending(), madeAt), verification, madeAt);
    }

    /** Of a log that was never written. */
    public static AuditReport ofNothing(AuditVerification verification, Instant madeAt) {
        return new AuditReport(new Figures(), List.of(), verification, madeAt);
    }

    /** How many records the log has. */
    public long records() {
        return figures.records();
    }

    /** How many of them are in the page. */
    public int recordsInPage() {
        return newest.size();
    }

    /** Writes the page, which declares itself as UTF-8. */
    public void writeTo(Writer out) throws IOException {
        try {
            new ReportPage(new Html(out), figures, verification, madeAt).write(newest);
            out.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
