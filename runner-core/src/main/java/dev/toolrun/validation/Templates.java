package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import dev.toolrun.tool.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tool's command, standard input and files, ready to take arguments. Immutable. */
final class Templates {
    private final List<Template> command;
    private final @Nullable Template stdin;
    private final Map<String, Template> files = new LinkedHashMap<>();
    private final Set<String> allowDash;

    Templates(ToolDefinition tool) {
        command = tool.command().stream().map(Template::parse).toList();
        stdin = tool.stdin() == null ? null : Template.parse(tool.stdin());
        tool.files().forEach((name, content) -> files.put(name, Template.parse(content)));
        allowDash = tool.allowDash();
    }

    /**
     * The tool's invocation.
     *
     * @param violations takes what makes the arguments unfit for a command line
     */
    Invocation fill(Map<String, @Nullable Object> arguments, List<Violation> violations) {
        List<String> argv = argv(arguments, violations);
        Map<String, byte[]> contents = new LinkedHashMap<>();
        files.forEach((name, template) -> contents.put(name, bytes(template, arguments)));
        return new Invocation(argv, bytes(stdin, arguments), contents);
    }

    private static byte[] bytes(@Nullable Template template, Map<String, @Nullable Object> arguments) {
        return template == null ? new byte[0] : template.fill(arguments).getBytes(StandardCharsets.UTF_8);
    }

    private List<String> argv(Map<String, @Nullable Object> arguments, List<Violation> violations) {
        CommandLine line = new CommandLine(arguments, allowDash, violations);
        for (Template element : command) {
            if (!line.add(element)) {
                break;
            }
        }
        return line.elements();
    }
}
