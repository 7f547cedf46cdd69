package dev.toolrun.sandbox;

import dev.toolrun.tool.ToolDefinition;

/**
 * A tool of which sandboxes are to be ready.
 *
 * @param count how many at a time
 */
public record WarmTool(ToolDefinition tool, int count) {}
