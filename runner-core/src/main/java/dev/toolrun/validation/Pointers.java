package dev.toolrun.validation;

import java.util.List;

/** Places in a JSON value, as RFC 6901 pointers and as people write them. Long or unprintable names are shortened. */
final class Pointers {
    private static final int MAX_NAME_LENGTH = 60;
    private static final int MAX_STEPS = 16;

    private Pointers() {}

    /** The pointer; a name is kept as it is, up to a length. */
    static String of(List<String> path) {
        StringBuilder pointer = new StringBuilder();
        for (String step : path) {
            pointer.append('/').append(escape(shown(step)));
        }
        return pointer.toString();
    }

    static String escape(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }

    /** For example {@code rows[3].name}. */
    static String readable(List<String> path) {
        if (path.isEmpty()) {
            return "The value as a whole";
        }
        StringBuilder text = new StringBuilder();
        for (String step : path.subList(0, Math.min(path.size(), MAX_STEPS))) {
            if (!text.isEmpty() && isIndex(step)) {
                text.append('[').append(step).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(shown(step));
            }
        }
        return path.size() > MAX_STEPS ? text.append(".…").toString() : text.toString();
    }

    private static boolean isIndex(String step) {
        return !step.isEmpty() && step.length() <= 9 && step.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static String shown(String name) {
        return shorten(name, MAX_NAME_LENGTH);
    }

    /** At most so many characters, all of them printable. */
    static String shorten(String text, int length) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(length).forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > length
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
