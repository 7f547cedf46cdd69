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
            } else if (writer == null) {
                writer = copied(view, i);
            }
            i += length;
        }
        return writer == null ? view : writer.view();
    }

    private static TextView.Writer copied(TextView view, int length) {
        TextView.Writer writer = new TextView.Writer(view);
        for (int i = 0; i < length; i++) {
            writer.put(view.text().charAt(i), i);
        }
        return writer;
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
            int length = JsonEscapes.length(text, i);
            if (length == 1) {
                writer.put(text.charAt(i), i);
            } else {
                writer.putEscaped(JsonEscapes.meant(text, i), i);
            }
            changed |= length > 1;
            i += length;
        }
        return changed ? writer.view() : view;
    }
}
