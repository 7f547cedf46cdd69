package dev.toolrun.sandbox;

import dev.toolrun.call.ToolResult.SandboxReport;

/**
 * What a call would run in.
 *
 * @param container the name by which the engine will know the sandbox
 */
public record SandboxPlan(String container, SandboxReport report) {}
