package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.SettableClock;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 200 random mutations of a log of several segments: each is found, and the first bad record is named. */
class LogMutationsTest {
    private static final int RECORDS = 60;

    @TempDir
    Path temporary;

    private final SettableClock clock = new SettableClock();
    private final SigningKey key = SigningKey.parse(SigningKey.generate(), "test/log");
    private Path directory;
    private Path pristine;
    private Checkpoint kept;

    @BeforeEach
    void writeLog() throws IOException {
        pristine = temporary.resolve("pristine");
        directory = temporary.resolve("audit");
        write(pristine, 0);
        assertThat(Segments.list(pristine)).hasSizeBetween(5, 20);
        String note = new AuditProver(pristine, key).checkpoint().toString();
        kept = Checkpoint.open(note, key.verifier());
        assertThat(kept.size()).isEqualTo(RECORDS);
    }

    private void write(Path log, int salt) {
        SegmentRules rules = new SegmentRules(2000, null, () -> key);
        try (FileAuditLog writer = new FileAuditLog(log, clock, rules)) {
            for (int i = 1; i <= RECORDS; i++) {
                clock.advance(Duration.ofSeconds(1));
                writer.append(Map.of("event", "test", "text", "x".repeat(i * 7 % 40) + salt));
            }
        }
    }

    @Test
    void twoHundredRandomMutationsAreFoundAndNamed() throws IOException {
        int found = 0;
        for (int seed = 0; seed < 200; seed++) {
            restore();
            Random random = new Random(seed);
            Mutation mutation = mutate(seed % 8, random);
            BadRecord bad = new AuditVerifier(directory, clock)
                    .verify(key.verifier(), mutation.needsCheckpoint() ? kept : null)
                    .firstBad();
            assertThat(bad).as(mutation + ", seed " + seed).isNotNull();
            assertThat(bad.sequence())
                    .as(mutation + ", seed " + seed + ": " + bad)
                    .isEqualTo(mutation.sequence());
            assertThat(bad.kind()).as(mutation + ", seed " + seed + ": " + bad).isEqualTo(mutation.kind());
            found++;
        }
        assertThat(found).isEqualTo(200);
    }

    @Test
    void withoutAMutationThereIsNothingToFind() throws IOException {
        restore();
        AuditVerification verification = new AuditVerifier(directory, clock).verify(key.verifier(), kept);
        assertThat(verification.isWhole()).isTrue();
        assertThat(verification.records()).isEqualTo(RECORDS);
        assertThat(verification.rootHash()).isEqualTo(kept.root().base64());
    }

    /** The cache is made to fit the forged log: that does not help. */
    @Test
    void logRewrittenAsAWholeWithItsCacheIsSeenWithACheckpointOnly() {
        write(directory, 1);
        AuditVerifier verifier = new AuditVerifier(directory, clock);
        assertThat(verifier.verify(key.verifier(), null).isWhole()).isTrue();
        BadRecord bad = verifier.verify(key.verifier(), kept).firstBad();
        assertThat(bad.kind()).isEqualTo(Kind.REWRITTEN);
        assertThat(new AuditProver(directory, key).growth(kept.sign(key), null)).isNull();
    }

    @Test
    void logRewrittenFromSomeRecordOnIsSeenWithACheckpoint() throws IOException {
        restore();
        List<Path> segments = Segments.list(directory);
        for (Path segment : segments.subList(2, segments.size())) {
            Files.delete(segment);
        }
        try (FileAuditLog log = new FileAuditLog(directory, clock)) {
            for (int i = 0; i < RECORDS; i++) {
                log.append(Map.of("event", "forged"));
            }
        }
        AuditVerifier verifier = new AuditVerifier(directory, clock);
        assertThat(verifier.verify().isWhole()).isTrue();
        assertThat(verifier.verify(null, kept).firstBad().kind()).isEqualTo(Kind.REWRITTEN);
    }

    @Test
    void olderStateOfTheLastSegmentIsSeenWithACheckpoint() throws IOException {
        restore();
        List<Path> segments = Segments.list(directory);
        Path last = segments.get(segments.size() - 1);
        List<String> lines = Files.readAllLines(last);
        Files.write(last, lines.subList(0, lines.size() - 1));
        AuditVerifier verifier = new AuditVerifier(directory, clock);
        assertThat(verifier.verify().isWhole()).isTrue();
        BadRecord bad = verifier.verify(null, kept).firstBad();
        assertThat(bad.kind()).isEqualTo(Kind.CUT);
        assertThat(bad.sequence()).isEqualTo(RECORDS);
        assertThat(AuditVerification.ofNothing(kept).firstBad().kind()).isEqualTo(Kind.CUT);
    }

    private record Mutation(String what, long sequence, Kind kind, boolean needsCheckpoint) {}

    private Mutation mutate(int which, Random random) throws IOException {
        return switch (which) {
            case 0 -> flip(random);
            case 1 -> edit("removed", random, Kind.REMOVED, (lines, i, j) -> lines.remove(i));
            case 2 -> edit("inserted", random, Kind.INSERTED, (lines, i, j) -> lines.add(i, "{\"event\":\"forged\"}"));
            case 3 -> edit("swapped", random, Kind.SWAPPED, Collections::swap);
            case 4 -> edit("repeated", random, Kind.REPEATED, (lines, i, j) -> lines.add(i, lines.get(j)));
            case 5 -> deleteSegment(random);
            case 6 -> cutTail(random);
            default -> deleteLastSegment();
        };
    }

    @FunctionalInterface
    private interface Edit {
        /** Changes line {@code i}, where {@code i < j}. */
        void apply(List<String> lines, int i, int j);
    }

    /** Over all lines of the log, which keep to the number of lines that each segment has. */
    private Mutation edit(String what, Random random, Kind kind, Edit edit) throws IOException {
        List<Path> segments = Segments.list(directory);
        List<String> lines = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (Path segment : segments) {
            lines.addAll(Files.readAllLines(segment));
            ends.add(lines.size());
        }
        int i = random.nextInt(RECORDS - 2);
        int j = i + 1 + random.nextInt(RECORDS - i - 1);
        edit.apply(lines, i, j);
        ends.set(ends.size() - 1, lines.size());
        int begin = 0;
        for (int k = 0; k < segments.size(); k++) {
            Files.write(segments.get(k), lines.subList(begin, ends.get(k)));
            begin = ends.get(k);
        }
        return new Mutation(what + " " + (i + 1) + ", " + (j + 1), i + 1, kind, false);
    }

    private Mutation flip(Random random) throws IOException {
        List<Path> segments = Segments.list(directory);
        Path segment = segments.get(random.nextInt(segments.size()));
        byte[] bytes = Files.readAllBytes(segment);
        int at = random.nextInt(bytes.length);
        long line = 0;
        for (int i = 0; i < at; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(segment, bytes);
        return new Mutation("flipped byte " + at, Segments.firstSequence(segment) + line, Kind.ALTERED, false);
    }

    private Mutation deleteSegment(Random random) throws IOException {
        List<Path> segments = Segments.list(directory);
        Path segment = segments.get(random.nextInt(segments.size() - 1));
        Files.delete(segment);
        return new Mutation("deleted " + segment.getFileName(), Segments.firstSequence(segment), Kind.REMOVED, false);
    }

    private Mutation deleteLastSegment() throws IOException {
        List<Path> segments = Segments.list(directory);
        Path segment = segments.get(segments.size() - 1);
        Files.delete(segment);
        return new Mutation("deleted last segment", Segments.firstSequence(segment), Kind.CUT, true);
    }

    private Mutation cutTail(Random random) throws IOException {
        List<Path> segments = Segments.list(directory);
        Path segment = segments.get(random.nextInt(segments.size()));
        for (Path later : segments.subList(segments.indexOf(segment) + 1, segments.size())) {
            Files.delete(later);
        }
        List<String> lines = Files.readAllLines(segment);
        int left = random.nextInt(lines.size());
        Files.write(segment, lines.subList(0, left));
        return new Mutation("cut", Segments.firstSequence(segment) + left, Kind.CUT, true);
    }

    private void restore() throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectory(directory);
        }
        for (Path segment : Segments.list(directory)) {
            Files.delete(segment);
        }
        for (Path segment : Segments.list(pristine)) {
            Files.copy(segment, directory.resolve(segment.getFileName().toString()));
        }
    }
}
