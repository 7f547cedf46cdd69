package dev.toolrun.detect;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A text in another form than it was given, and where in the given one its characters come from. Immutable but for what
 * makes it.
 */
final class TextView implements Traces {
    private final String text;
    /** For each character, and for the end, an index in the text as it was given; null: the same. */
    private final int @Nullable [] origins;

    private final BitSet escaped;
    private final BitSet broken;
    /** Before which characters something was left out. */
    private final BitSet gaps;
    /** Where these begin in the text as it was given. */
    private final int @Nullable [] gapOrigins;

    private TextView(String text, int @Nullable [] origins, Writer made) {
        this.text = text;
        this.origins = origins;
        escaped = made.escaped;
        broken = made.broken;
        gaps = made.gaps;
        gapOrigins = made.gapOrigins;
    }

    private TextView(String given) {
        text = given;
        origins = null;
        escaped = new BitSet(0);
        broken = escaped;
        gaps = escaped;
        gapOrigins = null;
    }

    static TextView of(String given) {
        return new TextView(given);
    }

    String text() {
        return text;
    }

    /** Where a character, or the end, comes from. */
    int origin(int index) {
        return origins == null ? index : origins[index];
    }

    /** Where what comes before a character ends: at most where the character comes from. */
    int originOfEnd(int index) {
        return gapOrigins != null && gaps.get(index) ? gapOrigins[index] : origin(index);
    }

    @Override
    public boolean isEscaped(int index) {
        return escaped.get(index);
    }

    @Override
    public boolean isBroken(int index) {
        return broken.get(index);
    }

    /** The first index whose character, or the end, comes from an index or from behind it. */
    int firstFrom(int origin) {
        int low = 0;
        int high = text.length();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (origin(middle) < origin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Writes a view of a view. */
    static final class Writer {
        private final TextView source;
        private final StringBuilder text;
        private final int[] origins;
        private final BitSet escaped = new BitSet(0);
        private final BitSet broken = new BitSet(0);
        private final BitSet gaps = new BitSet(0);
        private int @Nullable [] gapOrigins;
        /** Where in the source what has been written ends. */
        private int written;

        /** For a form with at most as many characters as the source. */
        Writer(TextView source) {
            this.source = source;
            text = new StringBuilder(source.text.length());
            origins = new int[source.text.length() + 1];
        }

        /** A character of the source. */
        void put(char c, int index) {
            if (source.isEscaped(index)) {
                escaped.set(text.length());
            }
            put(c, index, 1);
        }

        /** A character of the source that is no escape. */
        void putPlain(char c, int index) {
            put(c, index, 1);
        }

        /** What an escape stands for. */
        void putEscaped(char c, int index, int length) {
            escaped.set(text.length());
            put(c, index, length);
        }

        /** Says that what is left out before the next character ends a line or a variable. */
        void putBreak() {
            broken.set(text.length());
        }

        private void put(char c, int index, int length) {
            if (source.isBroken(index)) {
                putBreak();
            }
            noteGap(index);
            origins[text.length()] = source.origin(index);
            text.append(c);
            written = index + length;
        }

        private void noteGap(int next) {
            int end = source.originOfEnd(written);
            if (end < source.origin(next)) {
                if (gapOrigins == null) {
                    gapOrigins = new int[origins.length];
                }
                gapOrigins[text.length()] = end;
                gaps.set(text.length());
            }
        }

        int length() {
            return text.length();
        }

        /** Takes the last character back, if it stands on the same line, and not before the given length. */
        void takeBack(int least) {
            int last = text.length() - 1;
            if (last >= least && text.charAt(last) != '\n') {
                text.setLength(last);
                escaped.clear(last);
                gaps.clear(last, last + 2);
                broken.clear(last + 1);
            }
        }

        TextView view() {
            noteGap(source.text.length());
            origins[text.length()] = source.origin(source.text.length());
            return new TextView(text.toString(), origins, this);
        }
    }
}
