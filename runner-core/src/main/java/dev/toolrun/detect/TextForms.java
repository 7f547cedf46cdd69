package dev.toolrun.detect;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a text is looked at, so that a secret is found also where something stands between its characters that
 * nobody sees (control and invisible characters, terminal sequences, overstriking), and where they are written as escapes in
 * a JSON string, up to {@value #MAX_NESTING} levels deep. Each form takes linear time; most texts have but one.
 */
final class TextForms {
    private static final int MAX_NESTING = 3;
    private static final char ESCAPE = '\u001b';
    private static final char BACKSPACE = '\b';
    private static final char CSI = '\u009b';

    private TextForms() {}

    /** Hands over each form that differs from the others. */
    static void forEach(TextView given, Consumer<TextView> use) {
        forUnescaped(given, use);
        TextView seen = withoutHidden(given);
        if (seen != null) {
            forUnescaped(seen, use);
        }
        TextView shown = asShown(given);
        if (shown != null) {
            TextView rest = withoutHidden(shown);
            forUnescaped(rest == null ? shown : rest, use);
        }
    }

    private static void forUnescaped(TextView view, Consumer<TextView> use) {
        use.accept(view);
        TextView level = view;
        for (int i = 0; i < MAX_NESTING; i++) {
            level = unescaped(level);
            if (level == null) {
                return;
            }
            use.accept(level);
            TextView seen = withoutHidden(level);
            if (seen != null) {
                use.accept(seen);
            }
        }
    }

    /** Without what a reader can't see, and without what stands for bytes that are no text; null: the same. */
    private static @Nullable TextView withoutHidden(TextView view) {
        String text = view.text();
        TextView.@Nullable Writer writer = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int length = Character.charCount(c);
            if (c != '\ufffd' && !HiddenCharacters.isIgnorable(c)) {
                for (int j = i; writer != null && j < i + length; j++) {
                    writer.put(text.charAt(j), j);
                }
            } else if (writer == null) {
                writer = copied(view, i);
            }
            i += length;
        }
        return writer == null ? null : writer.view();
    }

    private static TextView.Writer copied(TextView view, int length) {
        TextView.Writer writer = new TextView.Writer(view);
        for (int i = 0; i < length; i++) {
            writer.put(view.text().charAt(i), i);
        }
        return writer;
    }

    /** As a terminal shows it: control sequences (ECMA-48) do something and show nothing; null: there are none. */
    private static @Nullable TextView asShown(TextView view) {
        String text = view.text();
        if (text.indexOf(ESCAPE) < 0 && text.indexOf(BACKSPACE) < 0 && text.indexOf(CSI) < 0) {
            return null;
        }
        TextView.Writer writer = new TextView.Writer(view);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == ESCAPE || c == CSI) {
                i = afterSequence(text, i);
            } else if (c == BACKSPACE) {
                writer.takeBack();
                i++;
            } else {
                writer.put(c, i++);
            }
        }
        return writer.view();
    }

    private static int afterSequence(String text, int start) {
        int i = start + 1;
        boolean control = text.charAt(start) == CSI;
        if (!control && i < text.length() && text.charAt(i) == '[') {
            control = true;
            i++;
        }
        char last = control ? '?' : '/';
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= last) {
            i++;
        }
        boolean ends = i < text.length() && text.charAt(i) > last && text.charAt(i) <= '~';
        return ends ? i + 1 : i;
    }

    /** With the escapes of a JSON string undone (RFC 8259), wherever they stand; null: there are none. */
    private static @Nullable TextView unescaped(TextView view) {
        String text = view.text();
        if (text.indexOf('\\') < 0) {
            return null;
        }
        TextView.Writer writer = new TextView.Writer(view);
        boolean changed = false;
        for (int i = 0; i < text.length(); ) {
            int length = escapeLength(text, i);
            writer.put(length == 1 ? text.charAt(i) : unescaped(text, i), i);
            changed |= length > 1;
            i += length;
        }
        return changed ? writer.view() : null;
    }

    private static int escapeLength(String text, int i) {
        if (text.charAt(i) != '\\' || i + 1 >= text.length()) {
            return 1;
        }
        char kind = text.charAt(i + 1);
        if (kind != 'u') {
            return "\"\\/bfnrt".indexOf(kind) >= 0 ? 2 : 1;
        }
        for (int j = i + 2; j < i + 6; j++) {
            if (j >= text.length() || Character.digit(text.charAt(j), 16) < 0 || text.charAt(j) > 'f') {
                return 1;
            }
        }
        return 6;
    }

    private static char unescaped(String text, int i) {
        char kind = text.charAt(i + 1);
        return switch (kind) {
            case 'u' -> (char) Integer.parseInt(text.substring(i + 2, i + 6), 16);
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }
}
