package dev.toolrun.report;

import java.util.Locale;

/**
 * Text from elsewhere, such as a tool's name in a record, in one line in which everything is seen: control and bidirectional
 * characters (Unicode TR9), line separators, surrogates without their other half, and the invisible ones (the category
 * {@code Cf} and what else is default-ignorable) are written as escapes such as {@code \x1b} and {@code \}{@code u202e}.
 */
public final class VisibleLine {
    private VisibleLine() {}

    public static String of(String text) {
        if (text.codePoints().noneMatch(VisibleLine::isHidden)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHidden(c)) {
                visible.append(
                        String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    /** Whether a code point can't be seen, or changes how others are shown. */
    public static boolean isHidden(int c) {
        if (c < 0x7f) {
            return c < 0x20;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> isIgnorable(c);
        };
    }

    /** What Unicode calls Default_Ignorable_Code_Point (DerivedCoreProperties.txt) and is not of category Cf. */
    private static boolean isIgnorable(int c) {
        return c == 0x34f
                || c == 0x115f
                || c == 0x1160
                || (c >= 0x17b4 && c <= 0x17b5)
                || (c >= 0x180b && c <= 0x180f)
                || (c >= 0x2060 && c <= 0x206f)
                || c == 0x3164
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xffa0
                || (c >= 0xfff0 && c <= 0xfff8)
                || (c >= 0xe0000 && c <= 0xe0fff);
    }
}
