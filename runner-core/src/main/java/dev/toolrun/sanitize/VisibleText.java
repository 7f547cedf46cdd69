package dev.toolrun.sanitize;

import java.util.Locale;

/**
 * Text in which nothing can act on a terminal or deceive a reader: control characters (C0 but tab, line feed and carriage
 * return before one, DEL, C1) and bidirectional controls (Unicode TR9) are written as visible escapes such as
 * {@code \x1b} and {@code \}{@code u202e}. Letters, combining marks and emoji of every script stay as they are.
 */
final class VisibleText {
    private final StringBuilder text;
    private long escaped;

    private VisibleText(int capacity) {
        text = new StringBuilder(capacity);
    }

    static VisibleText of(String raw) {
        VisibleText visible = new VisibleText(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean endsLine = c == '\r' && i + 1 < raw.length() && raw.charAt(i + 1) == '\n';
            if (endsLine || !isDangerous(c)) {
                visible.text.append(c);
            } else {
                visible.escape(c);
            }
        }
        return visible;
    }

    String text() {
        return text.toString();
    }

    /** How many characters were made visible. */
    long escaped() {
        return escaped;
    }

    private static boolean isDangerous(char c) {
        return (Character.isISOControl(c) && c != '\n' && c != '\t') || isBidirectionalControl(c);
    }

    private static boolean isBidirectionalControl(char c) {
        return (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u200e'
                || c == '\u200f'
                || c == '\u061c';
    }

    private void escape(char c) {
        text.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
        escaped++;
    }
}
