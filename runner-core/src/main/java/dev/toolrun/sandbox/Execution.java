package dev.toolrun.sandbox;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.call.ToolResult.Usage;
import java.util.List;

/**
 * A finished execution.
 *
 * @param outcome how it ended, from evidence
 * @param limitsHit limits that failed a system call of the tool, by name
 * @param containerId the engine's id of the container
 */
public record Execution(
        Outcome outcome,
        CapturedStream stdout,
        CapturedStream stderr,
        List<String> limitsHit,
        Usage usage,
        SandboxReport report,
        String containerId) {}
