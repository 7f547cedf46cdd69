package dev.toolrun.audit;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to a sink. It may arrive more than once; the sequence number tells.
 *
 * @param sequence its number; 0 if the line is damaged, which is delivered all the same, as evidence
 * @param timestamp as in the log (RFC 3339, UTC), or null if the line is damaged
 * @param callId the call that it is about, or null
 * @param line the line as it stands in the log, without its newline
 */
public record SinkRecord(
        long sequence, @Nullable String timestamp, @Nullable String callId, String line) {

    static SinkRecord of(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        RecordLine record = RecordLine.parse(line);
        return record == null
                ? new SinkRecord(0, null, null, text)
                : new SinkRecord(record.sequence(), record.text("timestamp"), record.text("callId"), text);
    }
}
