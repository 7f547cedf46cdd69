package dev.toolrun.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.SinkRecord;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SyslogMessageTest {
    private static final String TIME = "2026-03-01T12:00:00.000Z";

    @Test
    void aRecordIsAMessageOfRfc5424() {
        assertThat(SyslogMessage.text(new SinkRecord(41, TIME, "01JD", "{\"a\":\"ä\"}"), "host"))
                .isEqualTo("<110>1 2026-03-01T12:00:00.000Z host toolrun - audit"
                        + " [toolrun@32473 sequence=\"41\" callId=\"01JD\"] {\"a\":\"ä\"}");
    }

    @Test
    void whatIsNotKnownIsNil() {
        assertThat(SyslogMessage.text(new SinkRecord(0, null, null, "x"), "no host"))
                .isEqualTo("<110>1 - - toolrun - audit [toolrun@32473 sequence=\"0\"] x");
        assertThat(SyslogMessage.text(new SinkRecord(1, "x] y", null, "x"), "")).startsWith("<110>1 - - toolrun");
    }

    @Test
    void noCallIdCanEndTheStructuredData() {
        assertThat(SyslogMessage.text(new SinkRecord(1, TIME, "a\"] [b \\", "x"), "h"))
                .contains("callId=\"a\\\"\\] [b \\\\\"] x");
    }

    @Test
    void theLengthIsThatInBytes() {
        SinkRecord record = new SinkRecord(1, TIME, null, "ä😀");
        byte[] message = SyslogMessage.text(record, "h").getBytes(StandardCharsets.UTF_8);

        assertThat(SyslogMessage.frame(record, "h"))
                .startsWith((message.length + " <110>1 ").getBytes(StandardCharsets.US_ASCII))
                .endsWith("ä😀".getBytes(StandardCharsets.UTF_8))
                .hasSize(message.length + String.valueOf(message.length).length() + 1);
    }
}
