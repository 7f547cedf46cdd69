package dev.toolrun.cli;

import dev.toolrun.report.VisibleLine;
import java.util.Locale;

/** Text from elsewhere, such as a tool's name in a record, so that it can't act on a terminal. */
final class Visible {
    private Visible() {}

    /** The text in one line, with control characters and those that can't be seen, or turn the writing, as escapes. */
    static String line(String text) {
        return VisibleLine.of(text);
    }

    /** The same JSON value, with such characters as escapes of JSON. It must stand in one line. */
    static String json(String json) {
        if (json.codePoints().noneMatch(VisibleLine::isHidden)) {
            return json;
        }
        StringBuilder visible = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (VisibleLine.isHidden(c)) {
                // outside of strings JSON has none of them but line breaks
                for (char half : Character.toChars(c)) {
                    visible.append(String.format(Locale.ROOT, "\\u%04x", (int) half));
                }
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }
}
