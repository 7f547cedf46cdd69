package dev.toolrun.validation;

import dev.toolrun.tool.ToolDefinition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Holds JSON output against the schema that its tool promises. Thread-safe; schemas are compiled when first needed. */
public final class OutputSchemas {
    private final Map<Map<String, @Nullable Object>, CompiledSchema> compiled = new ConcurrentHashMap<>();

    /** Whether a value is what the tool promises; a tool without an output schema promises nothing. */
    public boolean matches(ToolDefinition tool, @Nullable Object value) {
        Map<String, @Nullable Object> schema = tool.outputSchema();
        return schema == null
                || compiled.computeIfAbsent(schema, CompiledSchema::of)
                        .violations(value)
                        .isEmpty();
    }
}
