package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.audit.RecordReader.Entry;
import dev.toolrun.audit.tlog.Hash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other threads make of lines comes back in the order of the lines. */
class RecordReaderTest {
    private static final int RECORDS = 20_000;

    @TempDir
    Path directory;

    /** Many times more than is read ahead. */
    @Test
    void givesEveryLineInItsOrderWithItsOwnRecordAndHash() throws IOException {
        List<Path> segments = List.of(segment(1, 1, RECORDS / 2), segment(RECORDS / 2 + 1, RECORDS / 2 + 1, RECORDS));
        try (LineReader lines = new LineReader(segments);
                RecordReader records = new RecordReader(segments)) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                Entry entry = records.next();
                assertThat(entry.line().number()).isEqualTo(line.number());
                assertThat(entry.line().segment()).isEqualTo(line.segment());
                assertThat(entry.line().bytes()).isEqualTo(line.bytes());
                assertThat(entry.record()).isEqualTo(RecordLine.read(line.bytes()));
                assertThat(entry.leaf()).isEqualTo(Hash.ofLeaf(line.bytes()));
            }
            assertThat(records.next()).isNull();
            assertThat(records.next()).isNull();
        }
    }

    @Test
    void damagedLineHasNoRecord() throws IOException {
        Path segment = directory.resolve("segment");
        Files.writeString(segment, "\n{\"sequence\":1}\n");
        try (RecordReader records = new RecordReader(List.of(segment))) {
            assertThat(records.next().record()).isNull();
            assertThat(records.next().record()).isNull();
            assertThat(records.next()).isNull();
        }
    }

    @Test
    void whatStandsBeforeAnUnreadableSegmentIsGivenFirst() throws IOException {
        Path whole = segment(1, 1, RECORDS);
        Path unreadable = Files.createDirectory(Segments.named(directory, RECORDS + 1));
        try (RecordReader records = new RecordReader(List.of(whole, unreadable))) {
            for (int i = 1; i <= RECORDS; i++) {
                assertThat(records.next().record().sequence()).isEqualTo(i);
            }
            assertThatThrownBy(records::next).isInstanceOf(FileSystemException.class);
            assertThat(records.segment()).isEqualTo(unreadable);
            assertThat(records.number()).isZero();
        }
    }

    private Path segment(long name, int first, int last) throws IOException {
        Path segment = Segments.named(directory, name);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(segment))) {
            for (int i = first; i <= last; i++) {
                Map<String, Object> fields = Map.of("event", "refused", "text", "\u00e4x".repeat(i % 50));
                out.write(RecordLine.encode(i, Instant.EPOCH, fields, RecordLine.NO_PREVIOUS));
                out.write('\n');
            }
        }
        return segment;
    }
}
