package dev.toolrun.sanitize;

import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.sandbox.CapturedFile;
import dev.toolrun.sandbox.CapturedFiles;
import dev.toolrun.sandbox.CapturedFiles.LeftOut;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A tool's files under names that are safe to use. From files that are UTF-8 as a whole goes what must go from every text;
 * else their contents are the tool's own, control characters too, and nobody looks into files of another kind.
 */
final class CleanArtifacts {
    /** Longer texts are handed on as they are, and counted. */
    static final int MAX_TEXT_BYTES = 16 * 1024 * 1024;

    private static final String RENAMED = "artifact-renamed";
    private static final String NOT_SCANNED = "artifact-not-scanned";

    private CleanArtifacts() {}

    /** In the order of their bytes, so that the same files get the same names, whatever order they came in. */
    static List<Artifact> of(CapturedFiles captured, TextCleaner cleaner) {
        ArtifactNames names = new ArtifactNames(cleaner::redacted);
        List<Artifact> artifacts = new ArrayList<>();
        captured.files().stream()
                .sorted(Comparator.comparing(CapturedFile::path, Arrays::compareUnsigned))
                .forEach(file -> artifacts.add(artifact(names.clean(file.path()), file.content(), cleaner)));
        artifacts.sort(Comparator.comparing(Artifact::name));
        cleaner.tally().add(RENAMED, names.renamed());
        captured.leftOut().forEach((reason, count) -> cleaner.tally().add(rule(reason), count));
        return artifacts;
    }

    private static Artifact artifact(String name, byte[] content, TextCleaner cleaner) {
        return Artifact.of(name, MediaTypes.ofName(name), clean(content, cleaner));
    }

    private static byte[] clean(byte[] content, TextCleaner cleaner) {
        String text = Utf8.decodeStrictly(content);
        if (text == null) {
            return content;
        }
        if (content.length > MAX_TEXT_BYTES) {
            cleaner.tally().add(NOT_SCANNED, 1);
            return content;
        }
        String redacted = cleaner.redacted(text);
        return redacted.equals(text) ? content : redacted.getBytes(StandardCharsets.UTF_8);
    }

    private static String rule(LeftOut reason) {
        return switch (reason) {
            case LINK -> "artifact-link";
            case SPECIAL -> "artifact-special";
            case TOO_DEEP -> "artifact-too-deep";
            case UNREADABLE -> "artifact-unreadable";
            case OVER_BYTES -> "artifact-over-bytes";
            case OVER_FILES -> "artifact-over-files";
            case CUT -> "artifacts-cut";
        };
    }
}
