package dev.toolrun.cli;

import java.util.Locale;

/** Text from elsewhere, such as a tool's name in a record, so that it can't act on a terminal. */
final class Visible {
    private Visible() {}

    /** The text in one line, with control characters and those that turn the direction of writing as escapes. */
    static String line(String text) {
        if (text.chars().noneMatch(Visible::isHidden)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (isHidden(c)) {
                visible.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c));
            } else {
                visible.append((char) c);
            }
        });
        return visible.toString();
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200e
                || c == 0x200f
                || c == 0x061c;
    }
}
