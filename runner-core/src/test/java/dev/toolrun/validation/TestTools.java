package dev.toolrun.validation;

import dev.toolrun.SampleTool;
import dev.toolrun.json.Json;
import dev.toolrun.tool.ToolDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tool definitions for tests. */
final class TestTools {
    private TestTools() {}

    static ToolDefinition withSchema(String schema) {
        return tool(schema, List.of("cat"), null, Map.of(), Set.of());
    }

    static ToolDefinition withCommand(String schema, List<String> command) {
        return tool(schema, command, null, Map.of(), Set.of());
    }

    static ToolDefinition tool(
            String schema,
            List<String> command,
            @Nullable String stdin,
            Map<String, String> files,
            Set<String> allowDash) {
        return SampleTool.named("sample")
                .inputSchema(Json.parseObject(schema))
                .command(command)
                .stdin(stdin)
                .files(files)
                .allowDash(allowDash)
                .definition();
    }
}
