package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.AuditVerification.State;
import dev.toolrun.audit.AuditVerification.UnfinishedCall;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each manipulation, at many places of many logs: the first bad record is named, with the right kind. */
class AuditVerifierTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void wholeLogIsWhole(int seed) throws IOException {
        List<String> lines = log(seed);
        AuditVerification verification = verify(lines);
        assertThat(verification.firstBad()).isNull();
        assertThat(verification.records()).isEqualTo(lines.size());
        assertThat(verification.lastHash()).isEqualTo(Sha256.ofUtf8(lines.get(lines.size() - 1)));
    }

    @Test
    void emptyLogIsWhole() {
        assertThat(verifier().verify()).isEqualTo(AuditVerification.NOTHING);
    }

    @Test
    void flippedByteIsAlteredAtEveryPosition() throws IOException {
        byte[] log = String.join("", withNewlines(log(1).subList(0, 4))).getBytes(StandardCharsets.UTF_8);
        long line = 1;
        for (int i = 0; i < log.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = log.clone();
                flipped[i] ^= (byte) (1 << bit);
                Files.write(segment(1), flipped);
                assertBad(verifier().verify(), line, Kind.ALTERED, "byte " + i + ", bit " + bit);
            }
            line += log[i] == '\n' ? 1 : 0;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void removedLines(int seed) throws IOException {
        List<String> whole = log(seed);
        for (int i = 0; i < whole.size() - 1; i++) {
            List<String> lines = new ArrayList<>(whole);
            lines.remove(i);
            assertBad(verify(lines), i + 1, Kind.REMOVED, "line " + i);
            if (i + 3 < whole.size()) {
                lines.subList(i, i + 2).clear();
                assertBad(verify(lines), i + 1, Kind.REMOVED, "lines from " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void repeatedLines(int seed) throws IOException {
        List<String> whole = log(seed);
        for (int i = 0; i < whole.size(); i++) {
            for (int copyTo = 0; copyTo <= whole.size(); copyTo++) {
                List<String> lines = new ArrayList<>(whole);
                lines.add(copyTo, whole.get(i));
                // a copy directly before its original is the same as one behind it
                int bad = copyTo == i ? i + 1 : copyTo;
                assertBad(verify(lines), bad + 1, Kind.REPEATED, i + " copied to " + copyTo);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void swappedLines(int seed) throws IOException {
        List<String> whole = log(seed);
        for (int i = 0; i < whole.size(); i++) {
            for (int j = i + 1; j < whole.size(); j++) {
                List<String> lines = new ArrayList<>(whole);
                Collections.swap(lines, i, j);
                assertBad(verify(lines), i + 1, Kind.SWAPPED, i + " with " + j);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void insertedLines(int seed) throws IOException {
        List<String> whole = log(seed);
        for (int i = 0; i < whole.size(); i++) {
            String before = i == 0 ? "0".repeat(64) : Sha256.ofUtf8(whole.get(i - 1));
            String anyPrevious = Sha256.ofUtf8(whole.get(random.nextInt(whole.size())));
            long anySequence = 1 + random.nextInt(2 * whole.size());
            assertInserted(whole, i, forged(i + 1, before), "with the right number and chain");
            assertInserted(whole, i, forged(i + 1, "f".repeat(64)), "with the right number");
            assertInserted(whole, i, forged(anySequence == i + 1 ? 999 : anySequence, before), "with the right chain");
            assertInserted(whole, i, forged(anySequence, "f".repeat(64)), "with number " + anySequence);
            assertInserted(whole, i, forged(999, anyPrevious), "chained to some record");
            assertInserted(whole, i, "", "an empty line");
            assertInserted(whole, i, "{\"event\":\"forged\"}", "a line without a hash");
            assertInserted(whole, i, "\u0000\u0001", "garbage");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void recordsReplacedByOthersWithACorrectHash(int seed) throws IOException {
        List<String> whole = log(seed);
        for (int i = 0; i < whole.size() - 1; i++) {
            String before = i == 0 ? "0".repeat(64) : Sha256.ofUtf8(whole.get(i - 1));
            List<String> lines = new ArrayList<>(whole);
            lines.set(i, forged(i + 1, before));
            assertBad(verify(lines), i + 1, Kind.ALTERED, "line " + i);
        }
    }

    @Test
    void replacedLastRecordCanNotBeSeenWithoutACheckpoint() throws IOException {
        List<String> lines = new ArrayList<>(log(1));
        int last = lines.size() - 1;
        lines.set(last, forged(last + 1, Sha256.ofUtf8(lines.get(last - 1))));
        assertThat(verify(lines).firstBad()).isNull();
        assertThat(verify(lines.subList(0, last - 1)).firstBad()).isNull();
    }

    @Test
    void tornTailOfEveryLength() throws IOException {
        byte[] log = String.join("", withNewlines(log(1).subList(0, 3))).getBytes(StandardCharsets.UTF_8);
        int line = 1;
        for (int length = 1; length < log.length; length++) {
            Files.write(segment(1), Arrays.copyOf(log, length));
            AuditVerification verification = verifier().verify();
            if (log[length - 1] == '\n') {
                line++;
                assertThat(verification.firstBad()).isNull();
            } else {
                assertBad(verification, line, Kind.TORN_TAIL, "cut after " + length);
            }
        }
    }

    @Test
    void lineLongerThanAnyRecordIsPassedOver() throws IOException {
        List<String> lines = new ArrayList<>(log(1));
        lines.set(2, "x".repeat(3 * RecordLine.MAX_BYTES));
        assertBad(verify(lines), 3, Kind.UNREADABLE, "long line");
    }

    @Test
    void segmentThatIsNoFileIsUnreadable() throws Exception {
        List<String> lines = log(1);
        write(1, lines.subList(0, 2));
        assertThat(new ProcessBuilder("mkfifo", segment(3).toString()).start().waitFor())
                .isZero();
        BadRecord bad = verifier().verify().firstBad();
        assertThat(bad.kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(bad.segment()).isEqualTo("00000000000000000003.jsonl");
        assertThat(bad.line()).isZero();
        assertThat(bad.sequence()).isEqualTo(3);
    }

    @Test
    void chainGoesOnFromSegmentToSegment() throws IOException {
        List<String> lines = log(2);
        write(1, lines.subList(0, 2));
        write(3, lines.subList(2, lines.size()));
        assertThat(verifier().verify().records()).isEqualTo(lines.size());
        write(3, lines.subList(3, lines.size()));
        BadRecord bad = verifier().verify().firstBad();
        assertThat(bad.kind()).isEqualTo(Kind.REMOVED);
        assertThat(bad.segment()).isEqualTo("00000000000000000003.jsonl");
        assertThat(bad.line()).isEqualTo(1);
        Files.delete(segment(1));
        assertThat(verifier().verify().firstBad().kind()).isEqualTo(Kind.REMOVED);
    }

    @Test
    void missingDirectoryIsNoWholeLog() {
        Path missing = directory.resolve("missing");
        RunnerException e =
                catchThrowableOfType(RunnerException.class, () -> new AuditVerifier(missing, clock).verify());
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(e.hint()).contains(missing.toString());
    }

    @Test
    void intentWithoutOutcomeIsOpenAndThenUnknown() {
        AuditLog log = new FileAuditLog(directory, clock);
        var deadline = clock.instant().plusSeconds(30);
        log.append(Map.of("event", "intent", "callId", "A", "deadline", deadline.toString()));
        log.append(Map.of("event", "intent", "callId", "B", "deadline", deadline.toString()));
        log.append(Map.of("event", "refused", "callId", "C"));
        log.append(Map.of("event", "intent", "callId", "D"));
        log.append(Map.of("event", "outcome", "callId", "A"));
        var withoutDeadline = new UnfinishedCall("D", 4, null, State.UNKNOWN);
        assertThat(verifier().verify().unfinished())
                .containsExactly(new UnfinishedCall("B", 2, deadline, State.OPEN), withoutDeadline);
        clock.advance(Duration.ofSeconds(30));
        assertThat(verifier().verify().unfinished())
                .containsExactly(new UnfinishedCall("B", 2, deadline, State.UNKNOWN), withoutDeadline);
    }

    private void assertInserted(List<String> whole, int at, String line, String what) throws IOException {
        List<String> lines = new ArrayList<>(whole);
        lines.add(at, line);
        assertBad(verify(lines), at + 1, Kind.INSERTED, what + " at " + at);
    }

    private static void assertBad(AuditVerification verification, long line, Kind kind, String what) {
        BadRecord bad = verification.firstBad();
        assertThat(bad).as(what).isNotNull();
        assertThat(bad.kind()).as(what + ": " + bad).isEqualTo(kind);
        assertThat(bad.line()).as(what + ": " + bad).isEqualTo(line);
        assertThat(bad.sequence()).as(what + ": " + bad).isEqualTo(line);
        assertThat(bad.segment()).isEqualTo("00000000000000000001.jsonl");
        assertThat(verification.records()).as(what).isEqualTo(line - 1);
    }

    private List<String> log(int seed) {
        random = new Random(seed);
        int length = 5 + random.nextInt(12);
        List<String> lines = new ArrayList<>();
        String previous = RecordLine.NO_PREVIOUS;
        for (int i = 1; i <= length; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(1000)));
            Map<String, Object> fields = Map.of("event", "test", "text", "\u00e4x".repeat(random.nextInt(30)));
            String line = text(RecordLine.encode(i, clock.instant(), fields, previous));
            lines.add(line);
            previous = Sha256.ofUtf8(line);
        }
        return lines;
    }

    private String forged(long sequence, String previous) {
        return text(RecordLine.encode(sequence, clock.instant(), Map.of("event", "forged"), previous));
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    private AuditVerification verify(List<String> lines) throws IOException {
        write(1, lines);
        return verifier().verify();
    }

    private AuditVerifier verifier() {
        return new AuditVerifier(directory, clock);
    }

    private void write(long firstSequence, List<String> lines) throws IOException {
        Files.writeString(segment(firstSequence), String.join("", withNewlines(lines)));
    }

    private static List<String> withNewlines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").toList();
    }

    private Path segment(long firstSequence) {
        return Segments.named(directory, firstSequence);
    }
}
