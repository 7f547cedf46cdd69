package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Duration KEEP = Duration.ofDays(10);

    @TempDir
    Path temporary;

    private final SettableClock clock = new SettableClock();
    private final SigningKey key = SigningKey.parse(SigningKey.generate(), "test/log");
    private final List<SignedNote> checkpoints = new ArrayList<>();

    private Path directory() {
        return temporary.resolve("audit");
    }

    private FileAuditLog log() {
        return new FileAuditLog(directory(), clock, new SegmentRules(1500, KEEP, () -> key));
    }

    private void append(int records, Duration apart) {
        try (FileAuditLog log = log()) {
            for (int i = 0; i < records; i++) {
                log.append(Map.of("event", "test", "text", "x".repeat(i % 50)));
                clock.advance(apart);
            }
        }
    }

    private AuditVerification verify(SignedNote kept) {
        Checkpoint checkpoint = kept == null ? null : Checkpoint.open(kept.toString(), key.verifier());
        return new AuditVerifier(directory(), clock).verify(key.verifier(), checkpoint);
    }

    private SignedNote checkpoint() {
        return new AuditProver(directory(), key).checkpoint();
    }

    @Test
    void oldSegmentsGoAndWhatFollowsThemStaysVerifiable() throws IOException {
        for (int i = 0; i < 10; i++) {
            append(20, Duration.ofHours(3));
            checkpoints.add(checkpoint());
        }
        AuditVerification verification = verify(null);
        assertThat(verification.firstBad()).isNull();
        assertThat(verification.deleted()).isNotNull();
        long through = verification.deleted().through();
        assertThat(through).isGreaterThan(50);
        assertThat(Segments.firstSequence(Segments.list(directory()).get(0))).isEqualTo(through + 1);
        assertThat(verification.deleted().last()).isBefore(clock.instant().minus(KEEP));
        assertThat(new AuditVerifier(directory(), clock).verify().firstBad().sentence())
                .contains("public key");
        AuditProver prover = new AuditProver(directory(), key);
        for (SignedNote kept : checkpoints) {
            assertThat(verify(kept).firstBad()).isNull();
            prover.growth(kept, null).verify(key.verifier());
        }
        long last = verification.deleted().through() + verification.records();
        for (long sequence = through + 1; sequence <= last; sequence++) {
            prover.record(sequence).verify(key.verifier());
        }
        assertThat(prover.record(through)).isNull();
        assertThat(prover.record(last + 1)).isNull();
    }

    @Test
    void withoutTheCacheLaterRecordsAreStillProvedAndOlderCheckpointsAreNotBelieved() throws IOException {
        for (int i = 0; i < 10; i++) {
            append(20, Duration.ofHours(3));
            checkpoints.add(checkpoint());
        }
        long through = verify(null).deleted().through();
        Files.delete(LogTree.path(directory()));
        new AuditProver(directory(), key).record(through + 1).verify(key.verifier());
        assertThat(verify(checkpoints.get(9)).isWhole()).isTrue();
        append(5, Duration.ofHours(1));
        AuditVerification now = verify(null);
        long last = now.deleted().through() + now.records();
        new AuditProver(directory(), key).record(last).verify(key.verifier());
        AuditVerification.BadRecord older = verify(checkpoints.get(0)).firstBad();
        assertThat(older.sentence()).contains("retention has deleted");
        assertThat(new AuditProver(directory(), key).growth(checkpoints.get(0), null))
                .isNull();
    }

    @Test
    void whatASinkDoesNotHaveStays() throws IOException {
        SinkSpool spool = new SinkSpool(directory(), new FakeAuditSink());
        spool.begin();
        append(200, Duration.ofHours(3));
        assertThat(verify(null).deleted()).isNull();
        while (spool.deliverSome()) {
            assertThat(verify(null).deleted()).isNull();
        }
        append(20, Duration.ofHours(3));
        assertThat(verify(null).deleted()).isNotNull();
        assertThat(verify(null).isWhole()).isTrue();
    }

    @Test
    void nothingYoungerIsEverDeleted() throws IOException {
        for (int i = 0; i < 200; i++) {
            append(2, Duration.ofHours(2));
            Instant oldest = firstTime();
            AuditVerification.Deleted deleted = verify(null).deleted();
            assertThat(deleted == null
                            || deleted.last().isBefore(clock.instant().minus(KEEP)))
                    .isTrue();
            assertThat(oldest).isBeforeOrEqualTo(clock.instant());
        }
        assertThat(verify(null).deleted()).isNotNull();
    }

    @Test
    void clockSetForwardDeletesNothingUntilASegmentIsFullAndThenOneInEachAndOneAnHour() throws IOException {
        append(60, Duration.ofMinutes(1));
        assertThat(Segments.list(directory())).hasSizeGreaterThan(6);
        clock.advance(Duration.ofDays(4000));
        append(1, Duration.ofSeconds(1));
        append(1, Duration.ofSeconds(1));
        assertThat(verify(null).deleted()).isNull();
        fillSegment(0);
        append(1, Duration.ofSeconds(1));
        long first = deletedThrough();
        assertThat(first).isBetween(6L, 12L);
        assertThat(Segments.firstSequence(Segments.list(directory()).get(0))).isEqualTo(first + 1);
        fillSegment(first);
        append(1, Duration.ofSeconds(1));
        long second = deletedThrough();
        assertThat(second).isBetween(first + 1, first + 7);
        append(1, Duration.ofSeconds(1));
        assertThat(deletedThrough()).isEqualTo(second);
        assertThat(lines()).anyMatch(line -> line.contains("\"event\":\"retention\""));
        clock.advance(Duration.ofHours(1));
        append(1, Duration.ofSeconds(1));
        assertThat(verify(null).deleted().through()).isBetween(second + 1, second + 7);
        assertThat(verify(null).isWhole()).isTrue();
    }

    @Test
    void keepsUpWithManySegmentsAnHour() throws IOException {
        append(2000, Duration.ofMinutes(1));
        clock.advance(KEEP);
        append(2000, Duration.ofMinutes(1));
        assertThat(verify(null).isWhole()).isTrue();
        assertThat(verify(null).deleted().through()).isGreaterThan(1900);
    }

    @Test
    void alteredMissingOrOlderStubIsNamed() throws IOException {
        append(100, Duration.ofHours(3));
        Path stub = directory().resolve(DeletedRecords.FILE);
        String first = Files.readString(stub);
        append(100, Duration.ofHours(3));
        String genuine = Files.readString(stub);
        assertThat(verify(null).isWhole()).isTrue();
        assertThat(genuine).isNotEqualTo(first);
        for (int i = 0; i < genuine.length(); i++) {
            char[] flipped = genuine.toCharArray();
            flipped[i] ^= 1;
            Files.writeString(stub, new String(flipped));
            AuditVerification.BadRecord bad = verify(null).firstBad();
            assertThat(bad.kind()).as("character " + i).isEqualTo(Kind.ALTERED);
            assertThat(bad.segment()).isEqualTo(DeletedRecords.FILE);
        }
        SigningKey other = SigningKey.parse(SigningKey.generate(), "test/log");
        Files.writeString(
                stub, Checkpoint.open(genuine, key.verifier()).sign(other).toString());
        assertThat(verify(null).firstBad().segment()).isEqualTo(DeletedRecords.FILE);
        Files.writeString(stub, first);
        assertThat(verify(null).firstBad().kind()).isEqualTo(Kind.REMOVED);
        Files.delete(stub);
        assertThat(verify(null).firstBad().kind()).isEqualTo(Kind.REMOVED);
        Files.writeString(stub, genuine);
        assertThat(verify(null).isWhole()).isTrue();
    }

    @Test
    void deletionThatBrokeOffIsFinished() throws IOException {
        append(60, Duration.ofHours(3));
        Path oldest = Segments.list(directory()).get(0);
        byte[] content = Files.readAllBytes(oldest);
        clock.advance(Duration.ofHours(2));
        while (Files.exists(oldest)) {
            append(10, Duration.ofHours(3));
        }
        Files.write(oldest, content);
        Files.setPosixFilePermissions(oldest, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThat(verify(null).isWhole()).isTrue();
        clock.advance(Duration.ofHours(2));
        append(1, Duration.ofHours(2));
        assertThat(oldest).doesNotExist();
        assertThat(verify(null).isWhole()).isTrue();
    }

    @Test
    void evidenceIsNotDeleted() throws IOException {
        append(30, Duration.ofHours(1));
        Path oldest = Segments.list(directory()).get(0);
        byte[] bytes = Files.readAllBytes(oldest);
        bytes[30] ^= 1;
        Files.write(oldest, bytes);
        clock.advance(Duration.ofDays(30));
        append(60, Duration.ofHours(2));
        assertThat(oldest).exists();
        assertThat(verify(null).firstBad().sequence()).isEqualTo(1);
    }

    @Test
    void keyThatCannotBeUsedRefusesWhatItMustSign() throws IOException {
        append(30, Duration.ofHours(1));
        clock.advance(Duration.ofDays(30));
        Path damaged = Files.writeString(temporary.resolve("damaged"), "no key");
        SegmentRules rules = new SegmentRules(1500, KEEP, new SigningKeyFile(damaged, null)::load);
        RunnerException refusal = null;
        try (FileAuditLog log = new FileAuditLog(directory(), clock, rules)) {
            for (int i = 0; i < 100 && refusal == null; i++) {
                clock.advance(Duration.ofHours(2));
                refusal = catchThrowableOfType(RunnerException.class, () -> log.append(Map.of("event", "test")));
            }
        }
        assertThat(refusal.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(refusal.hint()).contains("damaged");
        assertThat(verify(null).isWhole()).isTrue();
        assertThat(verify(null).deleted()).isNull();
    }

    @Test
    void logWhoseLastSegmentIsGoneDoesNotBeginAnew() throws IOException {
        append(100, Duration.ofHours(3));
        for (Path segment : Segments.list(directory())) {
            Files.delete(segment);
        }
        RunnerException e = catchThrowableOfType(RunnerException.class, () -> log().append(Map.of("event", "test")));
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
    }

    /** Until the next one begins; meanwhile no more is deleted. */
    private void fillSegment(long deleted) throws IOException {
        Path last = last();
        while (last().equals(last)) {
            assertThat(deletedThrough()).isEqualTo(deleted);
            append(1, Duration.ofSeconds(1));
        }
    }

    private Path last() throws IOException {
        List<Path> segments = Segments.list(directory());
        return segments.get(segments.size() - 1);
    }

    private long deletedThrough() {
        AuditVerification.Deleted deleted = verify(null).deleted();
        return deleted == null ? 0 : deleted.through();
    }

    private Instant firstTime() throws IOException {
        String line = Files.readAllLines(Segments.list(directory()).get(0)).get(0);
        return RecordLine.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .time();
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path segment : Segments.list(directory())) {
            lines.addAll(Files.readAllLines(segment));
        }
        return lines;
    }
}
