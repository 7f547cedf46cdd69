package dev.toolrun.tool;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its file describes it. Everything in it was checked when the file was read.
 *
 * @param inputSchema JSON Schema 2020-12 of the arguments, objects closed unless the file says otherwise
 * @param outputSchema JSON Schema of a JSON output, or null
 * @param checks what the input schema can't say about the arguments, in the order in which they are made
 * @param resources what a call touches, by kind of resource
 * @param image the name under which the tool's image is pinned
 * @param runtime the least isolation, by the name of an OCI runtime, or null for the host's
 * @param command program and arguments, possibly with {@code {{name}}} in them
 * @param stdin standard input, possibly with {@code {{name}}} in it, or null for none
 * @param files contents by name, placed in the working directory
 * @param env constants for the tool's environment
 * @param mounts files and folders of the host that the tool can read
 * @param network what the tool may reach; empty: no network at all
 * @param outputs what the tool writes to standard output
 * @param sensitive parameters that the audit log only ever sees redacted
 * @param allowDash parameters whose value may begin with a dash as an argument
 * @param annotations MCP hints, handed on and never relied on
 */
public record ToolDefinition(
        String name,
        @Nullable String title,
        String description,
        Map<String, @Nullable Object> inputSchema,
        @Nullable Map<String, @Nullable Object> outputSchema,
        List<ArgumentCheck> checks,
        Map<String, ResourceSource> resources,
        String image,
        @Nullable String runtime,
        List<String> command,
        @Nullable String stdin,
        Map<String, String> files,
        Map<String, String> env,
        List<Mount> mounts,
        List<AllowedEndpoint> network,
        Limits limits,
        Outputs outputs,
        Set<String> sensitive,
        Set<String> allowDash,
        Map<String, @Nullable Object> annotations,
        List<Example> examples) {

    /** What a tool writes to standard output. */
    public enum Outputs {
        TEXT,
        JSON
    }
}
