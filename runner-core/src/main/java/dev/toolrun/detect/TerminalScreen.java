package dev.toolrun.detect;

/**
 * A text as a terminal shows it: control sequences and control strings (ECMA-48), in their forms of seven and of eight bits,
 * do something and show nothing, and a backspace or a step to the left makes room for another character. What is written as an escape in a string
 * of JSON acts on that string alone. Not thread-safe.
 */
final class TerminalScreen {
    private static final char ESCAPE = '\u001b';
    private static final char BACKSPACE = '\b';
    private static final char BELL = '\u0007';
    private static final char CANCEL = '\u0018';
    private static final char SUBSTITUTE = '\u001a';
    private static final char FIRST_C1 = '\u0080';
    private static final char LAST_C1 = '\u009f';
    private static final char CSI = '\u009b';
    private static final char ST = '\u009c';
    private static final char OSC = '\u009d';
    /** DCS, SOS, OSC, PM and APC: all up to ST is theirs. */
    private static final String STRINGS = "\u0090\u0098\u009d\u009e\u009f";

    private static final int MAX_DIGITS = 4;

    private final TextView view;
    private final String text;
    /** Where a sequence must have ended. */
    private int end;
    /** Up to here no string of JSON ends, from where that was last asked on. */
    private int stringEnd;

    private TerminalScreen(TextView view) {
        this.view = view;
        text = view.text();
    }

    /** The view itself, if there is nothing of the kind in it. */
    static TextView show(TextView view) {
        boolean plain = view.text().chars().noneMatch(c -> c == ESCAPE || c == BACKSPACE || isC1((char) c));
        return plain ? view : new TerminalScreen(view).shown();
    }

    private TextView shown() {
        TextView.Writer writer = new TextView.Writer(view);
        int stringStart = 0;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == ESCAPE || isC1(c)) {
                int next = afterControl(i);
                takeBack(writer, stepsLeft(i, next), view.isEscaped(i) ? stringStart : 0);
                i = next;
            } else if (c == BACKSPACE) {
                writer.takeBack(view.isEscaped(i) ? stringStart : 0);
                i++;
            } else {
                writer.put(c, i);
                stringStart = endsString(i++) ? writer.length() : stringStart;
            }
        }
        return writer.view();
    }

    /** How far a sequence moves the cursor to the left: {@code ESC [ 2 D}. */
    private int stepsLeft(int start, int next) {
        int digits = start + (text.charAt(start) == ESCAPE ? 2 : 1);
        boolean left = next > digits
                && text.charAt(next - 1) == 'D'
                && (text.charAt(start) == CSI || text.charAt(start + 1) == '[')
                && next - 1 - digits <= MAX_DIGITS;
        int steps = 0;
        for (int i = digits; left && i < next - 1; i++) {
            steps = 10 * steps + Math.max(0, Character.digit(text.charAt(i), 10));
        }
        return left ? Math.max(1, steps) : 0;
    }

    private static void takeBack(TextView.Writer writer, int steps, int least) {
        int length = -1;
        for (int i = 0; i < steps && writer.length() != length; i++) {
            length = writer.length();
            writer.takeBack(least);
        }
    }

    private static boolean isC1(char c) {
        return c >= FIRST_C1 && c <= LAST_C1;
    }

    private boolean endsString(int index) {
        char c = text.charAt(index);
        return (c == '"' || c == '\n') && !view.isEscaped(index);
    }

    /** What began in a string of JSON, as an escape, does not go on behind it. */
    private int endOfSequence(int start) {
        if (!view.isEscaped(start)) {
            return text.length();
        }
        if (start >= stringEnd) {
            stringEnd = start;
            while (stringEnd < text.length() && !endsString(stringEnd)) {
                stringEnd++;
            }
        }
        return stringEnd;
    }

    private int afterControl(int start) {
        end = endOfSequence(start);
        boolean sevenBits = text.charAt(start) == ESCAPE;
        char second = start + 1 < end ? text.charAt(start + 1) : ' ';
        boolean isC1 = !sevenBits || (second >= '@' && second <= '_');
        if (!isC1) {
            return afterSequence(start + 1, '/');
        }
        char control = sevenBits ? (char) (second + 0x40) : text.charAt(start);
        int next = start + (sevenBits ? 2 : 1);
        if (control == CSI) {
            return afterSequence(next, '?');
        }
        return STRINGS.indexOf(control) >= 0 ? afterString(next, control == OSC) : next;
    }

    /**
     * @param last of the characters that may stand before the one that ends it
     */
    private int afterSequence(int start, char last) {
        int i = start;
        while (i < end && text.charAt(i) <= last && (text.charAt(i) >= ' ' || isExecuted(text.charAt(i)))) {
            i++;
        }
        boolean ends = i < end && text.charAt(i) > last && text.charAt(i) <= '~';
        return ends ? i + 1 : i;
    }

    /** What acts within a sequence and does not end it. */
    private static boolean isExecuted(char c) {
        return c < ' ' && c != '\n' && c != ESCAPE && c != CANCEL && c != SUBSTITUTE;
    }

    /** One that another control breaks off shows nothing either; one that goes on to the end has perhaps not been meant. */
    private int afterString(int start, boolean endsWithBell) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == ST || (c == BELL && endsWithBell)) {
                return i + 1;
            }
            if (c == ESCAPE) {
                return i + 1 < end && text.charAt(i + 1) == '\\' ? i + 2 : i;
            }
            if (c == CANCEL || c == SUBSTITUTE || isC1(c)) {
                return i;
            }
        }
        return start;
    }
}
