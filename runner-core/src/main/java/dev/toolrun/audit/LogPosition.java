package dev.toolrun.audit;

import dev.toolrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A place between two lines of a log.
 *
 * @param segment the sequence number that the segment is named after
 * @param offset bytes from its beginning
 * @param sequence the number of the record before it, 0 if there is none
 */
record LogPosition(long segment, long offset, long sequence) {
    byte[] encode() {
        return Json.write(Map.of("segment", segment, "offset", offset, "sequence", sequence))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws IllegalArgumentException if it was not encoded here
     */
    static LogPosition decode(byte[] text) {
        Map<String, ?> fields = Json.parseObject(new String(text, StandardCharsets.UTF_8));
        if (fields.get("segment") instanceof Number segment
                && fields.get("offset") instanceof Number offset
                && fields.get("sequence") instanceof Number sequence) {
            return new LogPosition(segment.longValue(), offset.longValue(), sequence.longValue());
        }
        throw new IllegalArgumentException("no position of a log");
    }
}
