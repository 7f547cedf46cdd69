package dev.toolrun.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The files of a log, each named by the sequence number of its first record, so that their names sort as the records do. */
final class Segments {
    private static final Pattern NAME = Pattern.compile("0\\d{19}\\.jsonl");

    private Segments() {}

    static List<Path> list(Path directory) throws IOException {
        List<Path> segments = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (NAME.matcher(entry.getFileName().toString()).matches()) {
                    segments.add(entry);
                }
            }
        }
        Collections.sort(segments);
        return segments;
    }

    /** Those whose records were not all deleted; a file of others is left over where a deletion broke off. */
    static List<Path> after(Path directory, long deleted) throws IOException {
        return list(directory).stream()
                .filter(segment -> firstSequence(segment) > deleted)
                .toList();
    }

    static Path named(Path directory, long firstSequence) {
        return directory.resolve(String.format(Locale.ROOT, "%020d.jsonl", firstSequence));
    }

    static long firstSequence(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 20));
    }

    /** The last of those that begin at or before a record: where that record is, if it is anywhere. */
    static Path holding(List<Path> segments, long sequence) throws IOException {
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (firstSequence(segments.get(i)) <= sequence) {
                return segments.get(i);
            }
        }
        throw new IOException("there is no segment with record " + sequence);
    }
}
