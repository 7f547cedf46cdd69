package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFollowerTest {
    @TempDir
    Path folder;

    private Path segment(long first) {
        return Segments.named(folder, first);
    }

    private void append(long segment, String text) throws IOException {
        Files.writeString(segment(segment), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What is there now. */
    private static List<Object> read(AuditFollower log) {
        List<Object> read = new ArrayList<>();
        for (var record = log.next(); record != null; record = log.next()) {
            read.add(record.containsKey("n") ? record.get("n") : record.get("event") + " " + record.get("line"));
        }
        return read;
    }

    @Test
    void recordsComeAsTheyAreAppended() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            assertThat(read(log)).isEmpty();
            append(1, "{\"n\":1}\n{\"n\":2}\n");
            assertThat(read(log)).containsExactly(1, 2);
            assertThat(read(log)).isEmpty();
            append(1, "{\"n\":3}\n");
            assertThat(read(log)).containsExactly(3);
        }
    }

    @Test
    void aLogMayBeginLater() throws IOException {
        Path later = folder.resolve("later");
        try (AuditFollower log = new AuditFollower(later)) {
            assertThat(read(log)).isEmpty();
            Files.createDirectory(later);
            assertThat(read(log)).isEmpty();
            Files.writeString(Segments.named(later, 1), "{\"n\":1}\n");
            assertThat(read(log)).containsExactly(1);
        }
    }

    @Test
    void aLineCountsWhenItIsComplete() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            append(1, "{\"n\":1}\n{\"n\"");
            assertThat(read(log)).containsExactly(1);
            append(1, ":2}");
            assertThat(read(log)).isEmpty();
            append(1, "\n");
            assertThat(read(log)).containsExactly(2);
        }
    }

    @Test
    void aTornLineIsReadAsWhatReplacesIt() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            append(1, "{\"n\":1}\n{\"n\":222222222222");
            assertThat(read(log)).containsExactly(1);
            Files.writeString(segment(1), "{\"n\":1}\n{\"n\":3}\n");
            assertThat(read(log)).containsExactly(3);
        }
    }

    @Test
    void newSegmentsAreFollowed() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            append(1, "{\"n\":1}\n");
            assertThat(read(log)).containsExactly(1);
            append(1, "{\"n\":2}\n");
            append(3, "{\"n\":3}\n");
            append(4, "{\"n\":4}\n");
            assertThat(read(log)).containsExactly(2, 3, 4);
            append(4, "{\"n\":5}\n");
            assertThat(read(log)).containsExactly(5);
        }
    }

    @Test
    void aSegmentThatIsDeletedIsReadToItsEnd() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            append(1, "{\"n\":1}\n{\"n\":2}\n");
            assertThat(log.next()).containsEntry("n", 1);
            append(3, "{\"n\":3}\n");
            Files.delete(segment(1));
            assertThat(read(log)).containsExactly(2, 3);
        }
    }

    @Test
    void whatIsNoRecordIsSaid() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            append(1, "no json\n" + "x".repeat(3 * RecordLine.MAX_BYTES) + "\n{\"n\":3}\ntorn");
            append(4, "{\"n\":4}\n");
            assertThat(read(log)).containsExactly("unreadable 1", "unreadable 2", 3, "unreadable 4", 4);
        }
    }

    @Test
    void whatWasReadMustNotDisappear() throws IOException {
        try (AuditFollower log = new AuditFollower(folder)) {
            append(1, "{\"n\":1}\n{\"n\":2}\n");
            read(log);
            Files.writeString(segment(1), "{\"n\":1}\n");
            var unavailable = catchThrowableOfType(RunnerException.class, log::next);
            assertThat(unavailable.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
            assertThat(unavailable.messageForOperator()).contains("has become shorter");
        }
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Files.writeString(folder.resolve("elsewhere"), "{\"n\":1}\n");
        Files.createSymbolicLink(segment(1), folder.resolve("elsewhere"));
        try (AuditFollower log = new AuditFollower(folder)) {
            assertThat(catchThrowableOfType(RunnerException.class, log::next).reason())
                    .isEqualTo(Reason.AUDIT_UNAVAILABLE);
        }
    }

    @Test
    void readsWhatAReaderReadsHoweverItWasWritten() throws IOException {
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            StringBuilder text = new StringBuilder();
            List<Object> expected = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String filler = "é".repeat(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 100));
                text.append("{\"n\":")
                        .append(i)
                        .append(",\"f\":\"")
                        .append(filler)
                        .append("\"}\n");
                expected.add(i);
            }
            Path log = Files.createDirectory(folder.resolve("log" + round));
            List<Object> read = new ArrayList<>();
            byte[] bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            try (AuditFollower follower = new AuditFollower(log);
                    var out = Files.newOutputStream(Segments.named(log, 1))) {
                for (int at = 0; at < bytes.length; ) {
                    int piece = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
                    out.write(bytes, at, piece);
                    at += piece;
                    read.addAll(read(follower));
                }
            }
            assertThat(read).isEqualTo(expected);
        }
    }
}
