package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import dev.toolrun.tool.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tool's command, standard input and files, ready to take arguments. Immutable. */
final class Templates {
    /** Linux allows 128 KiB for one argument, its final NUL included (MAX_ARG_STRLEN). */
    static final int MAX_ARGUMENT_BYTES = 131_071;

    /** Half of what Linux allows at least for all arguments and the environment together. */
    static final int MAX_ARGV_BYTES = 1024 * 1024;

    private static final String END_OF_OPTIONS = "--";

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
        List<String> argv = new ArrayList<>();
        boolean options = true;
        long bytes = 0;
        for (Template element : command) {
            options &= !(element.isLiteral() && element.fill(arguments).equals(END_OF_OPTIONS));
            for (String argument : expand(element, arguments)) {
                int length = argument.getBytes(StandardCharsets.UTF_8).length;
                String name = element.leadingName(arguments);
                if (options && name != null && argument.startsWith("-") && !allowDash.contains(name)) {
                    violations.add(violation(name, "dash", "must not begin with '-'"));
                }
                checkArgument(element, argument, length, violations);
                bytes += length + 1;
                argv.add(argument);
            }
        }
        if (bytes > MAX_ARGV_BYTES) {
            violations.add(new Violation(
                    "", "argvBytes", "The arguments are more than " + MAX_ARGV_BYTES + " bytes of command line."));
        }
        return argv;
    }

    private static void checkArgument(Template element, String argument, int length, List<Violation> violations) {
        if (element.isLiteral()) {
            return;
        }
        String name = String.join(", ", element.names());
        if (argument.indexOf('\0') >= 0) {
            violations.add(violation(name, "nul", "must not contain the character NUL"));
        }
        if (length > MAX_ARGUMENT_BYTES) {
            violations.add(violation(
                    name, "argumentBytes", "must make an argument of at most " + MAX_ARGUMENT_BYTES + " bytes"));
        }
    }

    /** One element of the command as arguments: mostly one, for a lone name as many as its value has. */
    private static List<String> expand(Template element, Map<String, @Nullable Object> arguments) {
        String name = element.soleName();
        if (name == null) {
            return List.of(element.fill(arguments));
        }
        Object value = arguments.get(name);
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        return values.stream().map(Template::text).toList();
    }

    private static Violation violation(String name, String keyword, String rule) {
        List<String> path = List.of(name);
        return new Violation(Pointers.of(path), keyword, Pointers.readable(path) + " " + rule + ".");
    }
}
