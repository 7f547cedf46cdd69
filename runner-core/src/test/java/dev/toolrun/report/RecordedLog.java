package dev.toolrun.report;

import dev.toolrun.audit.AuditReader;
import dev.toolrun.audit.AuditVerification;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log whose lines a test writes as it wants, which need not be whole. */
final class RecordedLog {
    static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private final Path segment;
    private int sequence;

    RecordedLog(Path directory) {
        this.segment = directory.resolve("00000000000000000001.jsonl");
    }

    /** A record with what every record of a call has, and these fields, by name and value in turn. */
    RecordedLog add(Object... fields) throws IOException {
        sequence++;
        Map<String, Object> record = Json.object(
                "sequence", sequence,
                "timestamp", NOW.minusSeconds(100_000 - 60L * sequence).toString(),
                "event", "outcome",
                "callId", "01J" + sequence,
                "userId", "alice",
                "toolId", "python",
                "result", "success",
                "reason", "ok",
                "latencyMs", 20);
        record.putAll(Json.object(fields));
        return line(Json.write(record));
    }

    RecordedLog line(String line) throws IOException {
        Files.writeString(segment, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    String page() throws IOException {
        return page(null, AuditReport.DEFAULT_RECORDS);
    }

    String page(@Nullable BadRecord bad, int records) throws IOException {
        var verification = new AuditVerification(sequence, bad, "ab".repeat(32), List.of(), "", null);
        StringWriter page = new StringWriter();
        try (AuditReader log = new AuditReader(segment.getParent())) {
            AuditReport.of(log, verification, NOW, records).writeTo(page);
        }
        return page.toString();
    }

    /** The records that lie in a page. */
    static List<Map<String, Object>> records(String page) {
        String begin = "id=\"records\">";
        int from = page.indexOf(begin) + begin.length();
        Object json = Json.parse(page.substring(from, page.indexOf("</script>", from)));
        return ((List<?>) json)
                .stream()
                        .map(record -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            ((Map<?, ?>) record).forEach((name, value) -> fields.put((String) name, value));
                            return fields;
                        })
                        .toList();
    }
}
