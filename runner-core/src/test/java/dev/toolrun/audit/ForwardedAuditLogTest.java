package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.toolrun.audit.SinkSender.Pace;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log with a sink is a log; and everything in it gets to the sink. */
@Timeout(120)
class ForwardedAuditLogTest extends AuditLogContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Pace FAST =
            new Pace(Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(20));
    private static final long PLENTY = 1 << 20;

    private final FakeAuditSink sink = new FakeAuditSink();
    private final List<AuditLog> open = new ArrayList<>();

    @TempDir
    Path temporary;

    @Override
    AuditLog log() {
        return log(sink, PLENTY);
    }

    @Override
    List<Map<String, Object>> records() {
        List<Map<String, Object>> records = new ArrayList<>();
        try (AuditReader reader = new AuditReader(directory())) {
            for (var record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }

    @Override
    void makeUnwritable() throws IOException {
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void close() {
        open.forEach(AuditLog::close);
    }

    @Test
    void everyRecordGetsThereInOrderAndAsItStands() throws IOException {
        AuditLog log = log();
        append(log, 50);
        await().atMost(LONG).until(() -> sink.received().size() == 50);

        assertThat(sink.received().stream().map(SinkRecord::line).toList())
                .isEqualTo(Files.readAllLines(Segments.named(directory(), 1)));
        assertThat(sink.sequences()).isEqualTo(upTo(50));
        assertThat(sink.received()).allSatisfy(record -> {
            assertThat(record.callId()).isEqualTo("c");
            assertThat(record.timestamp()).isEqualTo("2026-03-01T12:00:00.000Z");
        });
    }

    @Test
    void aSinkGetsWhatComesAfterItIsConfigured() {
        AuditLog before = new FileAuditLog(directory(), clock);
        append(before, 3);
        append(log(), 2);

        await().atMost(LONG).until(() -> sink.received().size() == 2);
        assertThat(sink.sequences()).containsExactly(4L, 5L);
        // by whoever wrote it
        before.append(Map.of("event", "other"));
        await().atMost(LONG).until(() -> sink.received().size() == 3);
    }

    @Test
    void whatASinkCannotTakeWaitsForTheNextProcess() {
        sink.setFailing(true);
        AuditLog first = log();
        append(first, 5);
        await().atMost(LONG).until(() -> sink.attempts() > 1);
        first.close();
        open.clear();
        FakeAuditSink again = new FakeAuditSink();

        // it opens, and nobody appends
        log(again, PLENTY);
        await().atMost(LONG).until(() -> again.received().size() == 5);
        assertThat(again.sequences()).isEqualTo(upTo(5));
        assertThat(sink.received()).isEmpty();
    }

    @Test
    void closingWaitsForASinkThatTakesWhatThereIs() {
        AuditLog log = log();
        append(log, 20);
        log.close();
        open.clear();
        assertThat(sink.sequences()).isEqualTo(upTo(20));
    }

    @Test
    void whatMayHaveArrivedComesAgainAndTheSequenceTells() {
        sink.loseAnswers(2);
        append(log(), 4);

        await().atMost(LONG).until(() -> sink.sequences().contains(4L) && sink.attempts() >= 3);
        assertThat(sink.received().size()).isGreaterThan(4);
        assertThat(new ArrayList<>(new LinkedHashSet<>(sink.sequences()))).isEqualTo(upTo(4));
    }

    @Test
    void whenTooMuchWaitsNoNewCallIsTakenAndNothingIsDropped() {
        sink.setFailing(true);
        AuditLog log = log(sink, 1000);
        int taken = appendUntilRefused(log);

        assertThat(taken).isBetween(3, 20);
        assertUnavailable(log::requireWritable);
        assertUnavailable(() -> log.append(Map.of("event", "refused")));
        // a call that has its intent may end
        assertThat(log.append(Map.of("event", "outcome", "intent", 1))).isEqualTo(taken + 1);
        assertUnavailable(() -> log.append(Map.of("event", "intent")));
        assertThat(records()).hasSize(taken + 1);

        sink.setFailing(false);
        await().atMost(LONG).until(() -> sink.received().size() == taken + 1);
        awaitWritable(log);
        assertThat(log.append(Map.of("event", "intent"))).isEqualTo(taken + 2);
        await().atMost(LONG).until(() -> sink.sequences().equals(upTo(taken + 2)));
    }

    @Test
    void aLogThatIsFullInOneProcessIsFullInAllAndFreeWhenAnyDelivers() {
        sink.setFailing(true);
        AuditLog first = log(sink, 1000);
        int taken = appendUntilRefused(first);
        FakeAuditSink working = new FakeAuditSink();

        AuditLog second = log(working, 1000);
        await().atMost(LONG).until(() -> working.received().size() == taken);
        awaitWritable(first);
        assertThat(first.append(Map.of("event", "intent"))).isEqualTo(taken + 1);
        assertThat(second.append(Map.of("event", "intent"))).isEqualTo(taken + 2);
        await().atMost(LONG).until(() -> working.sequences().equals(upTo(taken + 2)));
    }

    @Test
    void itGoesOnFromOneSegmentToTheNext() throws IOException {
        append(log(), 3);
        await().atMost(LONG).until(() -> sink.received().size() == 3);
        Path second = Segments.named(directory(), 4);
        Path copy = temporary.resolve("copy");
        FileAuditLog elsewhere = new FileAuditLog(copy, clock);
        append(elsewhere, 5);
        List<String> lines = Files.readAllLines(Segments.named(copy, 1));
        Files.writeString(second, String.join("\n", lines.subList(3, 5)) + "\n");
        Files.setPosixFilePermissions(second, PosixFilePermissions.fromString("rw-------"));

        await().atMost(LONG).until(() -> sink.sequences().equals(upTo(5)));
        // what was delivered may be deleted
        Files.delete(Segments.named(directory(), 1));
        append(log(), 1);
        await().atMost(LONG).until(() -> sink.sequences().equals(upTo(6)));
    }

    @Test
    void recordsThatAreGoneBeforeTheyWereDeliveredRefuse() throws IOException {
        sink.setFailing(true);
        AuditLog log = log();
        append(log, 3);
        Files.move(Segments.named(directory(), 1), Segments.named(directory(), 3));

        assertUnavailable(() -> log.append(Map.of("event", "intent")));
    }

    @Test
    void aLostPlaceRefuses() throws IOException {
        append(log(), 3);
        Path delivered = directory().resolve("sinks/fake/delivered.json");
        await().atMost(LONG).until(() -> sink.received().size() == 3);
        Files.writeString(delivered, "{}");

        assertUnavailable(() -> log(new FakeAuditSink(), PLENTY).append(Map.of("event", "intent")));
    }

    private AuditLog log(AuditSink to, long maxWaiting) {
        AuditLog log = new ForwardedAuditLog(new FileAuditLog(directory(), clock), directory(), to, maxWaiting, FAST);
        open.add(log);
        return log;
    }

    private Path directory() {
        return temporary.resolve("audit");
    }

    private static void append(AuditLog log, int records) {
        for (int i = 0; i < records; i++) {
            log.append(Map.of("event", "test", "callId", "c"));
        }
    }

    private static int appendUntilRefused(AuditLog log) {
        int taken = 0;
        while (true) {
            try {
                log.append(Map.of("event", "intent"));
                taken++;
            } catch (RunnerException e) {
                assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
                return taken;
            }
        }
    }

    /** What has arrived is noted after that. */
    private static void awaitWritable(AuditLog log) {
        await().atMost(LONG).ignoreExceptionsInstanceOf(RunnerException.class).until(() -> {
            log.requireWritable();
            return true;
        });
    }

    private static void assertUnavailable(ThrowingCallable use) {
        RunnerException e = catchThrowableOfType(RunnerException.class, use);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(e.getMessage()).isEqualTo("The audit log can't be written at the moment.");
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
