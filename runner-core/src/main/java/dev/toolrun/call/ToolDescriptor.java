package dev.toolrun.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tool as the Model Context Protocol describes one ({@code tools/list}); schemas and hints as JSON values. */
public record ToolDescriptor(
        String name,
        @Nullable String title,
        String description,
        Map<String, @Nullable Object> inputSchema,
        @Nullable Map<String, @Nullable Object> outputSchema,
        Map<String, @Nullable Object> annotations) {}
