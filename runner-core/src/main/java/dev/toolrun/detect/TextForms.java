package dev.toolrun.detect;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a text is looked at, so that a secret is found also where something stands between its characters that
 * nobody sees (control and invisible characters, terminal sequences, overstriking), and where they are written as escapes in
 * a JSON string, up to {@value #MAX_NESTING} levels deep. Each level is looked at as it is, without hidden characters, and as
 * a terminal shows it. A form takes linear time; there are at most twelve, and for most texts there is one.
 */
final class TextForms {
    private static final int MAX_NESTING = 3;
    private static final int MAX_NAME = 64;

    private TextForms() {}

    /** Hands over each form that differs from the others. */
    static void forEach(TextView given, Consumer<TextView> use) {
        Level level = Level.of(given, given, given);
        level.handOver(null, use);
        for (int i = 0; i < MAX_NESTING; i++) {
            Level next = level.next();
            if (next.equals(level)) {
                return;
            }
            next.handOver(level, use);
            level = next;
        }
    }

    /**
     * Three forms of a text, with as many escapes undone.
     *
     * @param raw the text
     * @param seen without hidden characters
     * @param shown as a terminal shows it, and without hidden characters
     */
    private record Level(TextView raw, TextView seen, TextView shown) {

        /** From three forms that may have hidden characters and terminal sequences; equal ones are the same object. */
        static Level of(TextView raw, TextView toSee, TextView toShow) {
            TextView seen = withoutHidden(toSee);
            TextView onTerminal = TerminalScreen.show(toShow);
            TextView shown = onTerminal == toSee ? seen : withoutHidden(onTerminal);
            return new Level(raw, seen, shown);
        }

        Level next() {
            TextView nextRaw = unescaped(raw);
            TextView nextSeen = seen == raw ? nextRaw : unescaped(seen);
            TextView nextShown = shown == seen ? nextSeen : shown == raw ? nextRaw : unescaped(shown);
            return of(nextRaw, nextSeen, nextShown);
        }

        void handOver(@Nullable Level before, Consumer<TextView> use) {
            if (before == null || raw != before.raw) {
                use.accept(raw);
            }
            if (seen != raw && (before == null || seen != before.seen)) {
                use.accept(seen);
            }
            if (shown != raw && shown != seen && (before == null || shown != before.shown)) {
                use.accept(shown);
            }
        }
    }

    /** Without what a reader can't see, and without what stands for bytes that are no text. */
    private static TextView withoutHidden(TextView view) {
        String text = view.text();
        TextView.@Nullable Writer writer = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int length = Character.charCount(c);
            if (c != '\ufffd' && !HiddenCharacters.isIgnorable(c)) {
                for (int j = i; writer != null && j < i + length; j++) {
                    writer.put(text.charAt(j), j);
                }
            } else {
                writer = writer == null ? copied(view, i) : writer;
                if (isBreak(text, i)) {
                    writer.putBreak();
                }
            }
            i += length;
        }
        return writer == null ? view : writer.view();
    }

    /** What ends a line on a terminal, or a variable in the environment of a process as its kernel shows it. */
    private static boolean isBreak(String text, int index) {
        char c = text.charAt(index);
        return c == '\r' || (c == 0 && isVariable(text, index + 1));
    }

    private static boolean isVariable(String text, int start) {
        int end = start;
        while (end < text.length() && end < start + MAX_NAME && isOfVariable(text.charAt(end))) {
            end++;
        }
        return end > start && end < text.length() && text.charAt(end) == '=';
    }

    private static boolean isOfVariable(char c) {
        return (c >= 'A' && c <= 'Z') || c == '_' || Characters.isDigit(c);
    }

    private static TextView.Writer copied(TextView view, int length) {
        TextView.Writer writer = new TextView.Writer(view);
        for (int i = 0; i < length; i++) {
            writer.put(view.text().charAt(i), i);
        }
        return writer;
    }

    /** Whether a backslash, an escape itself, is the last character of a string: the quote behind it is none. */
    private static boolean endsString(TextView view, int index) {
        String text = view.text();
        boolean quote = index + 1 < text.length() && text.charAt(index + 1) == '"';
        return quote && view.isEscaped(index) && !view.isEscaped(index + 1);
    }

    /** With the escapes of a JSON string undone, wherever they stand. */
    private static TextView unescaped(TextView view) {
        String text = view.text();
        if (text.indexOf('\\') < 0) {
            return view;
        }
        TextView.Writer writer = new TextView.Writer(view);
        boolean changed = false;
        for (int i = 0; i < text.length(); ) {
            boolean endsString = endsString(view, i);
            int length = endsString ? 1 : JsonEscapes.length(text, i);
            if (endsString) {
                writer.put(text.charAt(i), i);
            } else if (length == 1) {
                writer.putPlain(text.charAt(i), i);
            } else {
                writer.putEscaped(JsonEscapes.meant(text, i), i, length);
            }
            changed |= length > 1;
            i += length;
        }
        return changed ? writer.view() : view;
    }
}
