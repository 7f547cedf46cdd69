package dev.toolrun.config;

import dev.toolrun.json.Json;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.tool.Example;
import dev.toolrun.tool.Mount;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.SchemaCheck;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tool files. */
public final class ToolFiles {
    private static final Path NO_FOLDER = Path.of("/");

    private ToolFiles() {}

    /**
     * Reads a tool file, which must belong to root or the caller and be writable by nobody else.
     *
     * @throws ConfigException with all problems
     */
    public static ToolDefinition load(Path file) {
        return load(file, null);
    }

    /**
     * @param policy what may be mounted; null: that is checked where the tool is used
     */
    static ToolDefinition load(Path file, @Nullable MountPolicy policy) {
        TrustedFile.Content content = TrustedFile.read(file);
        return parse(file.toString(), content.text(), content.folder(), policy);
    }

    /**
     * Reads a tool file's text, wherever it comes from. Relative sources of mounts begin at {@code /}.
     *
     * @param name what the file is called in problems
     * @throws ConfigException with all problems
     */
    public static ToolDefinition parse(String name, String text) {
        return parse(name, text, NO_FOLDER, null);
    }

    private static ToolDefinition parse(String name, String text, Path folder, @Nullable MountPolicy policy) {
        Problems problems = new Problems(name);
        ToolFile written = bind(text, problems, folder);
        if (written == null) {
            throw new ConfigException(problems.list());
        }
        Constraints.check(written, problems);
        ToolChecks.check(written, problems);
        List<Mount> mounts = new MountChecks(problems, policy).read(written.mounts());
        problems.throwIfAny();
        return definition(written, mounts);
    }

    /**
     * Reads a file that was checked when toolrun was built: what takes long, the validators of values and of schemas, is
     * left out.
     */
    static ToolDefinition parseChecked(String name, String text) {
        Problems problems = new Problems(name);
        ToolFile written = bind(text, problems, NO_FOLDER);
        if (written == null || !problems.isEmpty()) {
            throw new ConfigException(problems.list());
        }
        return definition(written, List.of());
    }

    private static @Nullable ToolFile bind(String text, Problems problems, Path folder) {
        Node root = YamlReader.read(text, problems);
        if (root == null) {
            return null;
        }
        problems.locateIn(root);
        return new RecordBinder(problems, folder).bind(ToolFile.class, root, Place.ROOT);
    }

    private static ToolDefinition definition(ToolFile file, List<Mount> mounts) {
        List<Example> examples =
                file.examples().stream().map(ExampleFile::example).toList();
        Map<String, @Nullable Object> output = file.outputSchema();
        return new ToolDefinition(
                file.name(),
                file.title(),
                file.description().strip(),
                SchemaCheck.closed(file.inputSchema()),
                output == null ? null : Json.copyOf(output),
                file.checks().stream().map(CheckEntry::check).toList(),
                resources(file),
                file.image(),
                file.runtime(),
                List.copyOf(file.command()),
                file.stdin(),
                Copies.map(file.files()),
                Copies.map(file.env()),
                mounts,
                file.network().endpoints(),
                file.limits().limits(),
                file.outputs(),
                Copies.set(file.sensitive()),
                Copies.set(file.allowDash()),
                Json.copyOf(file.annotations()),
                examples);
    }

    private static Map<String, ResourceSource> resources(ToolFile file) {
        Map<String, ResourceSource> sources = new LinkedHashMap<>();
        file.resources().forEach((kind, entry) -> sources.put(kind, entry.source()));
        return Collections.unmodifiableMap(sources);
    }
}
