package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every sink does. */
@Timeout(120)
public abstract class AuditSinkContract {

    protected abstract AuditSink sink() throws Exception;

    /** The lines that have arrived, in their order. */
    protected abstract List<String> received();

    /** From now on nothing arrives, or everything. */
    protected abstract void setFailing(boolean failing) throws Exception;

    @Test
    void deliversInOrderAndAsItStandsInTheLog() throws Exception {
        List<SinkRecord> first = List.of(record(1, "{\"a\":1}"), record(2, "{\"text\":\"ä😀\\n\\u0000\"}"));
        List<SinkRecord> second = new ArrayList<>();
        for (int i = 3; i < 300; i++) {
            second.add(record(i, "{\"text\":\"" + "x".repeat(i * 10) + "\"}"));
        }
        second.add(record(300, "{\"text\":\"" + "y".repeat(RecordLine.MAX_BYTES - 11) + "\"}"));
        AuditSink sink = sink();
        sink.deliver(first);
        assertThat(received()).isEqualTo(lines(first));
        sink.deliver(second);
        first = new ArrayList<>(first);
        first.addAll(second);
        assertThat(received()).isEqualTo(lines(first));
    }

    @Test
    void whatMayNotHaveArrivedIsAFailureAndCanBeDeliveredLater() throws Exception {
        AuditSink sink = sink();
        List<SinkRecord> records = List.of(record(1, "{}"), record(2, "{}"));
        setFailing(true);
        assertThatThrownBy(() -> sink.deliver(records)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.deliver(records)).isInstanceOf(IOException.class);
        setFailing(false);
        sink.deliver(records);
        assertThat(received()).endsWith("{}", "{}");
    }

    @Test
    void aDamagedLineIsDeliveredToo() throws Exception {
        SinkRecord damaged = SinkRecord.of("no record \"]\\".getBytes(StandardCharsets.UTF_8));
        assertThat(damaged.sequence()).isZero();
        sink().deliver(List.of(damaged));
        assertThat(received()).containsExactly("no record \"]\\");
    }

    @Test
    void aClosedSinkDeliversNothing() throws Exception {
        AuditSink sink = sink();
        sink.close();
        assertThatThrownBy(() -> sink.deliver(List.of(record(1, "{}")))).isInstanceOf(IOException.class);
        assertThat(received()).isEmpty();
    }

    @Test
    void itsNameCanBeThatOfAFolder() throws Exception {
        assertThat(sink().name()).matches("[A-Za-z0-9][A-Za-z0-9._-]*").isEqualTo(sink().name());
    }

    protected static SinkRecord record(long sequence, String line) {
        return new SinkRecord(sequence, "2026-03-01T12:00:00.000Z", "01JD0000000000000000000000", line);
    }

    private static List<String> lines(List<SinkRecord> records) {
        return records.stream().map(SinkRecord::line).toList();
    }
}
