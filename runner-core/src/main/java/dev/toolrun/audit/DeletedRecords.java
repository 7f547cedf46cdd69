package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of records that retention has deleted: enough to verify those that follow. In its file it is a checkpoint over
 * these records, signed, with further lines:
 *
 * <pre>
 * deleted 2027-04-05T12:00:00.000Z
 * first 2026-03-01T12:00:00.000Z
 * last 2026-03-01T13:00:00.000Z
 * previous &lt;64 hex&gt;
 * subtree &lt;Base64&gt;
 * </pre>
 *
 * @param range of the deleted records, which are those from 1 to its size
 * @param lastHash the SHA-256 of the last deleted line
 * @param first the timestamp of the first deleted record
 * @param last the latest timestamp among them
 * @param at when the newest of them were deleted
 */
record DeletedRecords(CompactRange range, String lastHash, Instant first, Instant last, Instant at) {
    static final String FILE = "retention.note";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    long size() {
        return range.size();
    }

    /**
     * What stands in a log's directory, or null if nothing was deleted.
     *
     * @throws IOException if it can't be read, is not what was written, or is not signed by the key
     */
    static @Nullable DeletedRecords read(Path directory, VerifierKey key) throws IOException {
        String note = note(directory);
        try {
            return note == null ? null : of(Checkpoint.open(note, key));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(FILE + " is not as it was written: " + e.getMessage(), e);
        }
    }

    /** The note in a log's directory, or null if nothing was deleted. */
    static @Nullable String note(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!PrivateFiles.exists(file)) {
            return null;
        }
        if (Files.size(file) > SignedNote.MAX_LENGTH) {
            throw new IOException(FILE + " is longer than any note");
        }
        return Files.readString(file);
    }

    void write(Path directory, SigningKey key) throws IOException {
        byte[] note = checkpoint(key.verifier().name()).sign(key).toString().getBytes(StandardCharsets.UTF_8);
        PrivateFiles.replace(directory.resolve(FILE), note);
        PrivateFiles.syncDirectory(directory);
    }

    private Checkpoint checkpoint(String origin) {
        List<String> lines = new ArrayList<>(List.of(
                "deleted " + RecordLine.timestamp(at),
                "first " + RecordLine.timestamp(first),
                "last " + RecordLine.timestamp(last),
                "previous " + lastHash));
        range.roots().forEach(root -> lines.add("subtree " + root.base64()));
        return new Checkpoint(origin, size(), range.root(), lines);
    }

    private static DeletedRecords of(Checkpoint checkpoint) {
        List<String> lines = checkpoint.extensions();
        if (lines.size() < 4) {
            throw new IllegalArgumentException("it has too few lines");
        }
        List<Hash> roots = lines.subList(4, lines.size()).stream()
                .map(line -> Hash.ofBase64(value(line, "subtree ")))
                .toList();
        CompactRange range = new CompactRange(checkpoint.size(), roots);
        String lastHash = value(lines.get(3), "previous ");
        if (!range.root().equals(checkpoint.root()) || !SHA256.matcher(lastHash).matches()) {
            throw new IllegalArgumentException("its lines do not fit its root");
        }
        return new DeletedRecords(
                range,
                lastHash,
                Instant.parse(value(lines.get(1), "first ")),
                Instant.parse(value(lines.get(2), "last ")),
                Instant.parse(value(lines.get(0), "deleted ")));
    }

    private static String value(String line, String name) {
        if (!line.startsWith(name)) {
            throw new IllegalArgumentException("it has a line that does not belong there");
        }
        return line.substring(name.length());
    }
}
