package dev.toolrun.validation;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Text with {@code {{name}}} in it. A value is put in once and never looked at again. */
final class Template {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    /** Literal text and names in turn: the even ones are literal, the odd ones are names. */
    private final List<String> parts;

    private final boolean closed;

    private Template(List<String> parts, boolean closed) {
        this.parts = List.copyOf(parts);
        this.closed = closed;
    }

    static Template parse(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int open;
        while ((open = text.indexOf(OPEN, from)) >= 0) {
            int close = text.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                parts.add(text.substring(from));
                return new Template(parts, false);
            }
            parts.add(text.substring(from, open));
            parts.add(text.substring(open + OPEN.length(), close));
            from = close + CLOSE.length();
        }
        parts.add(text.substring(from));
        return new Template(parts, true);
    }

    /** Whether every opening has its end. */
    boolean isClosed() {
        return closed;
    }

    boolean isLiteral() {
        return parts.size() == 1;
    }

    /** The name if the whole text is one {@code {{name}}}, else null. */
    @Nullable
    String soleName() {
        return parts.size() == 3 && parts.get(0).isEmpty() && parts.get(2).isEmpty() ? parts.get(1) : null;
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 1; i < parts.size(); i += 2) {
            names.add(parts.get(i));
        }
        return names;
    }

    /** The text with the arguments in it; an argument that is absent or null is the empty text. */
    String fill(Map<String, ?> arguments) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            text.append(i % 2 == 0 ? parts.get(i) : text(arguments.get(parts.get(i))));
        }
        return text.toString();
    }

    /** The name whose value begins the filled text, or null if the text begins with a literal of the template. */
    @Nullable
    String leadingName(Map<String, ?> arguments) {
        if (isLiteral() || !parts.get(0).isEmpty()) {
            return null;
        }
        for (int i = 1; i < parts.size(); i += 2) {
            if (!isEmpty(arguments.get(parts.get(i))) || !parts.get(i + 1).isEmpty()) {
                return parts.get(i);
            }
        }
        return parts.get(1);
    }

    /** Whether a value's text is empty, without writing it: a long one takes long. */
    private static boolean isEmpty(@Nullable Object value) {
        return value == null || value.equals("");
    }

    /** Strings as they are, everything else as compact JSON. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String string ? string : Json.write(value);
    }
}
