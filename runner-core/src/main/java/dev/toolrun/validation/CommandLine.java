package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of one call, put together from the elements of its tool's command. It ends at the first word that no
 * sandbox would take: what would be refused anyway must not cost time and memory. Used once.
 */
final class CommandLine {
    /** Linux allows 128 KiB for one argument, its final NUL included (MAX_ARG_STRLEN). */
    static final int MAX_ARGUMENT_BYTES = 131_071;

    /** Half of what Linux allows at least for all arguments and the environment together. */
    static final int MAX_ARGV_BYTES = 1024 * 1024;

    /**
     * A sandbox's first process takes 4096 strings, and the environment, of which an image may have its own, must find room
     * beside these.
     */
    static final int MAX_ARGV_ELEMENTS = 4096 - 256;

    private static final String END_OF_OPTIONS = "--";

    private final Map<String, @Nullable Object> arguments;
    private final Set<String> allowDash;
    private final List<Violation> violations;
    private final List<String> words = new ArrayList<>();
    private boolean options = true;
    private long bytes;

    /**
     * @param allowDash names of arguments that may begin with a dash
     * @param violations takes what makes the arguments unfit for a command line
     */
    CommandLine(Map<String, @Nullable Object> arguments, Set<String> allowDash, List<Violation> violations) {
        this.arguments = arguments;
        this.allowDash = allowDash;
        this.violations = violations;
    }

    List<String> elements() {
        return words;
    }

    /** Adds the words that an element of the command makes, and tells whether there may be more. */
    boolean add(Template element) {
        options &= !(element.isLiteral() && element.fill(arguments).equals(END_OF_OPTIONS));
        String leading = options ? element.leadingName(arguments) : null;
        for (Object value : values(element)) {
            String word = Template.text(value);
            if (leading != null && word.startsWith("-") && !allowDash.contains(leading)) {
                violations.add(violation(leading, "dash", "must not begin with '-'"));
            }
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            check(element, word, length);
            if (!hasRoomFor(length)) {
                return false;
            }
            words.add(word);
        }
        return true;
    }

    /** What becomes one word each: mostly the filled element, for a lone name as much as its value has. */
    private List<?> values(Template element) {
        String name = element.soleName();
        if (name == null) {
            return List.of(element.fill(arguments));
        }
        Object value = arguments.get(name);
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    private void check(Template element, String word, int length) {
        if (element.isLiteral()) {
            return;
        }
        if (word.indexOf('\0') >= 0) {
            violations.add(violation(names(element), "nul", "must not contain the character NUL"));
        }
        if (length > MAX_ARGUMENT_BYTES) {
            violations.add(violation(
                    names(element),
                    "argumentBytes",
                    "must make an argument of at most " + MAX_ARGUMENT_BYTES + " bytes"));
        }
    }

    private boolean hasRoomFor(int length) {
        bytes += length + 1;
        if (bytes > MAX_ARGV_BYTES) {
            violations.add(new Violation(
                    "", "argvBytes", "The arguments are more than " + MAX_ARGV_BYTES + " bytes of command line."));
            return false;
        }
        if (words.size() == MAX_ARGV_ELEMENTS) {
            violations.add(new Violation(
                    "",
                    "argvElements",
                    "The arguments make a command line of more than " + MAX_ARGV_ELEMENTS + " words."));
            return false;
        }
        return true;
    }

    private static String names(Template element) {
        return String.join(", ", element.names());
    }

    private static Violation violation(String name, String keyword, String rule) {
        List<String> path = List.of(name);
        return new Violation(Pointers.of(path), keyword, Pointers.readable(path) + " " + rule + ".");
    }
}
