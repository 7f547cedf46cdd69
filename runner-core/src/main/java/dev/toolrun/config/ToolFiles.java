package dev.toolrun.config;

import dev.toolrun.json.Json;
import dev.toolrun.tool.Example;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.SchemaCheck;
import java.nio.file.Path;
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
        return parse(file.toString(), TrustedFile.read(file).text());
    }

    /**
     * Reads a tool file's text, wherever it comes from.
     *
     * @param name what the file is called in problems
     * @throws ConfigException with all problems
     */
    public static ToolDefinition parse(String name, String text) {
        Problems problems = new Problems(name);
        ToolFile written = bind(text, problems);
        if (written == null) {
            throw new ConfigException(problems.list());
        }
        Constraints.check(written, problems);
        ToolChecks.check(written, problems);
        problems.throwIfAny();
        return definition(written);
    }

    /**
     * Reads a file that was checked when toolrun was built: what takes long, the validators of values and of schemas, is
     * left out.
     */
    static ToolDefinition parseChecked(String name, String text) {
        Problems problems = new Problems(name);
        ToolFile written = bind(text, problems);
        if (written == null || !problems.isEmpty()) {
            throw new ConfigException(problems.list());
        }
        return definition(written);
    }

    private static @Nullable ToolFile bind(String text, Problems problems) {
        Node root = YamlReader.read(text, problems);
        if (root == null) {
            return null;
        }
        problems.locateIn(root);
        return new RecordBinder(problems, NO_FOLDER).bind(ToolFile.class, root, Place.ROOT);
    }

    private static ToolDefinition definition(ToolFile file) {
        List<Example> examples =
                file.examples().stream().map(ExampleFile::example).toList();
        Map<String, @Nullable Object> output = file.outputSchema();
        return new ToolDefinition(
                file.name(),
                file.title(),
                file.description().strip(),
                SchemaCheck.closed(file.inputSchema()),
                output == null ? null : Json.copyOf(output),
                file.image(),
                file.runtime(),
                List.copyOf(file.command()),
                file.stdin(),
                Copies.map(file.files()),
                Copies.map(file.env()),
                file.network().endpoints(),
                file.limits().limits(),
                file.outputs(),
                Copies.set(file.sensitive()),
                Copies.set(file.allowDash()),
                Json.copyOf(file.annotations()),
                examples);
    }
}
