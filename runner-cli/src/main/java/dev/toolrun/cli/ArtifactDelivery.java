package dev.toolrun.cli;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.Content;
import java.util.ArrayList;
import java.util.List;

/** Brings the files that a tool made to who called. */
final class ArtifactDelivery {
    private final CallFiles files;

    ArtifactDelivery(CallFiles files) {
        this.files = files;
    }

    /**
     * Has the files written.
     *
     * @return what the caller gets: the same result, or, if one can't be written, the result with those before it, which
     *     stay. It is a failure of ours then, unless the call had not gone well already: that is what the caller learns first.
     */
    ToolResult deliver(ToolResult result) {
        List<Artifact> written = new ArrayList<>();
        for (Artifact artifact : result.artifacts()) {
            Content kept = artifact.content();
            // a replay's files were not kept
            String why = kept == null ? null : files.writeArtifact(artifact.name(), kept.open());
            if (why != null) {
                Outcome.Failed failed = new Outcome.Failed(
                        Reason.ARTIFACTS_NOT_WRITTEN,
                        "The tool succeeded, but its artifacts could not be written.",
                        why,
                        true);
                return result.undelivered(result.reason() == Reason.OK ? failed : result.outcome(), written);
            }
            written.add(artifact);
        }
        return result;
    }
}
