package dev.toolrun.sandbox;

import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.tool.Mount;
import java.util.List;

/**
 * What a call would run in.
 *
 * @param mounts what of the host the tool can read; a matter of the audit log, not of the caller
 * @param container the name by which the engine will know the sandbox
 */
public record SandboxPlan(String container, SandboxReport report, List<Mount> mounts) {}
