package dev.toolrun.sanitize;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.Redaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool's output, safe to hand on. Made by {@link OutputSanitizer} only. */
public final class ToolOutput {
    private final Outcome outcome;
    private final CapturedText stdout;
    private final CapturedText stderr;
    private final @Nullable Object structured;
    private final List<Artifact> artifacts;
    private final List<Redaction> redactions;

    ToolOutput(
            Outcome outcome,
            CapturedText stdout,
            CapturedText stderr,
            @Nullable Object structured,
            List<Artifact> artifacts,
            List<Redaction> redactions) {
        this.outcome = outcome;
        this.stdout = stdout;
        this.stderr = stderr;
        this.structured = structured;
        this.artifacts = List.copyOf(artifacts);
        this.redactions = List.copyOf(redactions);
    }

    /** The execution's outcome, or {@code invalid_output} where the output is not what the tool promises. */
    public Outcome outcome() {
        return outcome;
    }

    public CapturedText stdout() {
        return stdout;
    }

    public CapturedText stderr() {
        return stderr;
    }

    /** The JSON output as JDK values; null for a tool with text output. */
    public @Nullable Object structured() {
        return structured;
    }

    /** The files that the tool made, under names that are safe to use. */
    public List<Artifact> artifacts() {
        return artifacts;
    }

    public List<Redaction> redactions() {
        return redactions;
    }
}
