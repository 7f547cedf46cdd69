package dev.toolrun.audit;

import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log's records from the first to the last, to show them. It checks nothing, that is {@link AuditVerifier}'s work: a
 * line that is no JSON object is given as {@code {"event":"unreadable","segment":…,"line":…}}. Not thread-safe.
 */
public final class AuditReader implements AutoCloseable {
    private final Path directory;
    private final LineReader lines;

    /**
     * @throws RunnerException with {@code audit_unavailable} if there is no such directory or it can't be read
     */
    public AuditReader(Path directory) {
        this.directory = directory;
        try {
            lines = new LineReader(Segments.list(directory));
        } catch (IOException e) {
            throw unavailable(directory, e);
        }
    }

    /**
     * The next record's fields in their order, or null after the last one.
     *
     * @throws RunnerException with {@code audit_unavailable} if a segment can't be read
     */
    public @Nullable Map<String, @Nullable Object> next() {
        try {
            Line line = lines.next();
            return line == null ? null : fields(line);
        } catch (IOException e) {
            throw unavailable(directory, e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw unavailable(directory, e);
        }
    }

    static Map<String, @Nullable Object> fields(Line line) {
        try {
            return Json.parseObject(new String(line.bytes(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            String segment = String.valueOf(line.segment().getFileName());
            return Map.of("event", "unreadable", "segment", segment, "line", line.number());
        }
    }

    static RunnerException unavailable(Path directory, IOException e) {
        return new RunnerException(
                Reason.AUDIT_UNAVAILABLE,
                "The audit log can't be read.",
                "There must be a readable audit log in " + directory + ": " + e.getMessage() + ".",
                false,
                e);
    }
}
