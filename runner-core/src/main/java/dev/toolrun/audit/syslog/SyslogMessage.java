package dev.toolrun.audit.syslog;

import dev.toolrun.audit.SinkRecord;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An audit record as a syslog message (RFC 5424): facility "log audit", severity "informational", the record's own time, its
 * sequence number and call in the structured data, and its line as the message. The line is UTF-8 without a byte order mark
 * (MSG-ANY), so that its bytes are those of the log.
 */
final class SyslogMessage {
    private static final int PRIORITY = 13 * 8 + 6;
    private static final String APP_NAME = "toolrun";
    private static final String MSG_ID = "audit";
    private static final String NIL = "-";

    /** 32473 is the enterprise number that RFC 5612 sets aside for those who have none. */
    private static final String SD_ID = "toolrun@32473";

    private SyslogMessage() {}

    /** The message with its length before it, as streams carry it (RFC 6587 octet counting, RFC 5425). */
    static byte[] frame(SinkRecord record, String hostname) {
        byte[] message = text(record, hostname).getBytes(StandardCharsets.UTF_8);
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + message.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        return frame;
    }

    static String text(SinkRecord record, String hostname) {
        String timestamp = record.timestamp();
        return "<" + PRIORITY + ">1 " + (isTimestamp(timestamp) ? timestamp : NIL) + " " + headerName(hostname) + " "
                + APP_NAME + " " + NIL + " " + MSG_ID + " " + structuredData(record) + " " + record.line();
    }

    private static String structuredData(SinkRecord record) {
        String callId = record.callId();
        return "[" + SD_ID + " sequence=\"" + record.sequence() + "\""
                + (callId == null ? "" : " callId=\"" + escaped(callId) + "\"") + "]";
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
    }

    private static boolean isTimestamp(@Nullable String text) {
        return text != null && text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");
    }

    private static String headerName(String hostname) {
        return hostname.matches("[!-~]{1,255}") ? hostname : NIL;
    }
}
