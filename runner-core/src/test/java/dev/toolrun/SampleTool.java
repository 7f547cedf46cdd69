package dev.toolrun;

import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.Example;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.Mount;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.tool.ToolDefinition.Outputs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools for tests: one that takes anything and runs {@code true}, or a given one, but for what a test says. */
public final class SampleTool {
    private String name = "sample";
    private @Nullable String title = null;
    private String description = "A tool of a test.";
    private Map<String, @Nullable Object> inputSchema = Map.of("type", "object");
    private @Nullable Map<String, @Nullable Object> outputSchema = null;
    private List<ArgumentCheck> checks = List.of();
    private Map<String, ResourceSource> resources = Map.of();
    private String image = "test";
    private @Nullable String runtime = null;
    private List<String> command = List.of("true");
    private @Nullable String stdin = null;
    private Map<String, String> files = Map.of();
    private Map<String, String> env = Map.of();
    private List<Mount> mounts = List.of();
    private List<AllowedEndpoint> network = List.of();
    private Limits limits = Limits.DEFAULT;
    private Outputs outputs = Outputs.TEXT;
    private Set<String> sensitive = Set.of();
    private Set<String> allowDash = Set.of();
    private Map<String, @Nullable Object> annotations = Map.of();
    private List<Example> examples = List.of();

    private SampleTool() {}

    public static SampleTool named(String name) {
        SampleTool tool = new SampleTool();
        tool.name = name;
        return tool;
    }

    /** The same tool, with everything that it has. */
    public static SampleTool like(ToolDefinition tool) {
        SampleTool copy = new SampleTool();
        copy.name = tool.name();
        copy.title = tool.title();
        copy.description = tool.description();
        copy.inputSchema = tool.inputSchema();
        copy.outputSchema = tool.outputSchema();
        copy.checks = tool.checks();
        copy.resources = tool.resources();
        copy.image = tool.image();
        copy.runtime = tool.runtime();
        copy.command = tool.command();
        copy.stdin = tool.stdin();
        copy.files = tool.files();
        copy.env = tool.env();
        copy.mounts = tool.mounts();
        copy.network = tool.network();
        copy.limits = tool.limits();
        copy.outputs = tool.outputs();
        copy.sensitive = tool.sensitive();
        copy.allowDash = tool.allowDash();
        copy.annotations = tool.annotations();
        copy.examples = tool.examples();
        return copy;
    }

    public SampleTool name(String value) {
        name = value;
        return this;
    }

    public SampleTool inputSchema(Map<String, @Nullable Object> value) {
        inputSchema = value;
        return this;
    }

    public SampleTool outputSchema(@Nullable Map<String, @Nullable Object> value) {
        outputSchema = value;
        return this;
    }

    public SampleTool checks(List<ArgumentCheck> value) {
        checks = value;
        return this;
    }

    public SampleTool resources(Map<String, ResourceSource> value) {
        resources = value;
        return this;
    }

    public SampleTool image(String value) {
        image = value;
        return this;
    }

    public SampleTool runtime(@Nullable String value) {
        runtime = value;
        return this;
    }

    public SampleTool command(List<String> value) {
        command = value;
        return this;
    }

    public SampleTool stdin(@Nullable String value) {
        stdin = value;
        return this;
    }

    public SampleTool files(Map<String, String> value) {
        files = value;
        return this;
    }

    public SampleTool mounts(List<Mount> value) {
        mounts = value;
        return this;
    }

    public SampleTool network(List<AllowedEndpoint> value) {
        network = value;
        return this;
    }

    public SampleTool limits(Limits value) {
        limits = value;
        return this;
    }

    public SampleTool outputs(Outputs value) {
        outputs = value;
        return this;
    }

    public SampleTool sensitive(Set<String> value) {
        sensitive = value;
        return this;
    }

    public SampleTool allowDash(Set<String> value) {
        allowDash = value;
        return this;
    }

    public ToolDefinition definition() {
        return new ToolDefinition(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                checks,
                resources,
                image,
                runtime,
                command,
                stdin,
                files,
                env,
                mounts,
                network,
                limits,
                outputs,
                sensitive,
                allowDash,
                annotations,
                examples);
    }
}
