package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every audit log does. */
abstract class AuditLogContract {
    final SettableClock clock = new SettableClock();

    abstract AuditLog log();

    abstract List<Map<String, Object>> records();

    /** From now on no record can be appended. */
    abstract void makeUnwritable() throws IOException;

    @Test
    void countsFromOne() {
        AuditLog log = log();
        assertThat(log.append(Map.of("event", "a"))).isEqualTo(1);
        assertThat(log.append(Map.of("event", "b"))).isEqualTo(2);
        assertThat(log().append(Map.of())).isEqualTo(3);
    }

    @Test
    void keepsFieldsInTheirOrderBetweenItsOwn() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("zeta", null);
        fields.put("alpha", Map.of("x", List.of(1, 2.5, true)));
        fields.put("text", "a\nb\u2028\u0000\"ä😀");
        log().append(fields);
        Map<String, Object> record = records().get(0);
        assertThat(record.keySet())
                .containsExactly("sequence", "timestamp", "zeta", "alpha", "text", "previous", "hash");
        assertThat(record).containsAllEntriesOf(fields);
        assertThat(record)
                .containsEntry("timestamp", "2026-03-01T12:00:00.000Z")
                .containsEntry("previous", "0".repeat(64));
    }

    @Test
    void refusesWhatItCouldNotGiveBack() {
        AuditLog log = log();
        for (String name : List.of("sequence", "timestamp", "previous", "hash")) {
            assertThatThrownBy(() -> log.append(Map.of(name, 1))).isInstanceOf(IllegalArgumentException.class);
        }
        Object deep = 1;
        for (int i = 0; i < 70; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> tooDeep = Map.of("x", deep);
        assertThatThrownBy(() -> log.append(tooDeep)).isInstanceOf(IllegalArgumentException.class);
        Map<String, Object> tooLong = Map.of("x", "x".repeat(2 * RecordLine.MAX_BYTES));
        assertThatThrownBy(() -> log.append(tooLong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(log.append(Map.of())).isEqualTo(1);
    }

    @Test
    void aLogThatCanBeWrittenSaysSoAndWritesNothing() {
        AuditLog log = log();
        log.requireWritable();
        log.requireWritable();
        assertThat(log.append(Map.of())).isEqualTo(1);
        log.requireWritable();
        assertThat(records()).hasSize(1);
        assertThat(log.append(Map.of())).isEqualTo(2);
    }

    @Test
    void aLogThatCannotBeWrittenSaysSoBeforehand() throws Exception {
        AuditLog log = log();
        log.append(Map.of());
        makeUnwritable();
        for (ThrowingCallable use : List.<ThrowingCallable>of(log::requireWritable, () -> log.append(Map.of()))) {
            RunnerException e = catchThrowableOfType(RunnerException.class, use);
            assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        }
    }

    @Test
    void losesNothingUnderConcurrency() throws Exception {
        List<AuditLog> logs = List.of(log(), log());
        var pool = Executors.newFixedThreadPool(8);
        List<Long> sequences = new ArrayList<>();
        try {
            List<Callable<Long>> appends = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                AuditLog log = logs.get(i % 2);
                appends.add(() -> log.append(Map.of("event", "a")));
            }
            for (var result : pool.invokeAll(appends)) {
                sequences.add(result.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(sequences)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(records()).hasSize(100);
    }
}
