package dev.toolrun.sanitize;

import dev.toolrun.detect.HiddenCharacters;
import java.util.Locale;

/**
 * Text in which nothing can act on a terminal or deceive a reader: what {@link HiddenCharacters} calls hidden is written as
 * visible escapes such as {@code \x1b}, {@code \}{@code u202e} and <code>&#92;u{e0041}</code>. Letters, combining marks and emoji of every
 * script stay as they are, and joiners and selectors where these need them.
 *
 * @param escaped how many characters were made visible
 */
record VisibleText(String text, long escaped) {

    static VisibleText of(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        long escaped = 0;
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            if (HiddenCharacters.isHiddenAt(raw, i)) {
                text.append(escape(c));
                escaped++;
            } else {
                text.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return new VisibleText(text.toString(), escaped);
    }

    private static String escape(int c) {
        if (c < 0x100) {
            return String.format(Locale.ROOT, "\\x%02x", c);
        }
        return String.format(Locale.ROOT, c < Character.MIN_SUPPLEMENTARY_CODE_POINT ? "\\u%04x" : "\\u{%x}", c);
    }
}
