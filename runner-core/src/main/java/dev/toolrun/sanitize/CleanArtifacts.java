package dev.toolrun.sanitize;

import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.Redaction;
import dev.toolrun.sandbox.CapturedFile;
import dev.toolrun.sandbox.CapturedFiles;
import dev.toolrun.sandbox.CapturedFiles.LeftOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tool's files under names that are safe to use. Their contents are the tool's own: nobody looks at them here. */
record CleanArtifacts(List<Artifact> artifacts, List<Redaction> redactions) {
    private static final String RENAMED = "artifact-renamed";

    /** In the order of their bytes, so that the same files get the same names, whatever order they came in. */
    static CleanArtifacts of(CapturedFiles captured) {
        ArtifactNames names = new ArtifactNames();
        List<Artifact> artifacts = captured.files().stream()
                .sorted(Comparator.comparing(CapturedFile::path, Arrays::compareUnsigned))
                .map(file -> artifact(names.clean(file.path()), file.content()))
                .sorted(Comparator.comparing(Artifact::name))
                .toList();
        return new CleanArtifacts(artifacts, redactions(captured.leftOut(), names.renamed()));
    }

    private static Artifact artifact(String name, byte[] content) {
        return Artifact.of(name, MediaTypes.ofName(name), content);
    }

    private static List<Redaction> redactions(Map<LeftOut, Long> leftOut, long renamed) {
        List<Redaction> redactions = new ArrayList<>();
        if (renamed > 0) {
            redactions.add(new Redaction(RENAMED, renamed));
        }
        new TreeMap<>(leftOut).forEach((reason, count) -> redactions.add(new Redaction(rule(reason), count)));
        return redactions;
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
