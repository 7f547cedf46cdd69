package dev.toolrun.detect;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A text in another form than it was given, and where in the given one its characters come from. Immutable but for what
 * makes it.
 */
final class TextView {
    private final String text;
    /** For each character, and for the end, an index in the text as it was given; null: the same. */
    private final int @Nullable [] origins;
    /** Which characters were escapes in the form before this one. */
    private final BitSet escaped;

    private TextView(String text, int @Nullable [] origins, BitSet escaped) {
        this.text = text;
        this.origins = origins;
        this.escaped = escaped;
    }

    static TextView of(String given) {
        return new TextView(given, null, new BitSet(0));
    }

    String text() {
        return text;
    }

    /** Where a character, or the end, comes from. */
    int origin(int index) {
        return origins == null ? index : origins[index];
    }

    /** Whether a character was written as an escape in the form that this one was made from. */
    boolean isEscaped(int index) {
        return escaped.get(index);
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

        /** For a form with at most as many characters as the source. */
        Writer(TextView source) {
            this.source = source;
            text = new StringBuilder(source.text.length());
            origins = new int[source.text.length() + 1];
        }

        void put(char c, int index) {
            origins[text.length()] = source.origin(index);
            text.append(c);
        }

        void putEscaped(char c, int index) {
            escaped.set(text.length());
            put(c, index);
        }

        int length() {
            return text.length();
        }

        /** Takes the last character back, if it stands on the same line, and not before the given length. */
        void takeBack(int least) {
            int last = text.length() - 1;
            if (last >= least && text.charAt(last) != '\n') {
                text.setLength(last);
            }
        }

        TextView view() {
            origins[text.length()] = source.origin(source.text.length());
            return new TextView(text.toString(), origins, escaped);
        }
    }
}
