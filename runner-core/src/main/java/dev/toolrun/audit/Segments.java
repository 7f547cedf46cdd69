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
    private static final Pattern NAME = Pattern.compile("(\\d{20})\\.jsonl");

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

    static Path named(Path directory, long firstSequence) {
        return directory.resolve(String.format(Locale.ROOT, "%020d.jsonl", firstSequence));
    }

    static long firstSequence(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 20));
    }
}
