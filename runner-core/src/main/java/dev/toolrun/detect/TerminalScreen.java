package dev.toolrun.detect;

/**
 * A text as a terminal shows it: control sequences and control strings (ECMA-48), in their forms of seven and of eight bits,
 * do something and show nothing, and a backspace makes room for another character.
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

    private TerminalScreen() {}

    /** The view itself, if there is nothing of the kind in it. */
    static TextView show(TextView view) {
        String text = view.text();
        if (text.chars().noneMatch(c -> c == ESCAPE || c == BACKSPACE || isC1((char) c))) {
            return view;
        }
        TextView.Writer writer = new TextView.Writer(view);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == ESCAPE || isC1(c)) {
                i = afterControl(text, i);
            } else if (c == BACKSPACE) {
                writer.takeBack();
                i++;
            } else {
                writer.put(c, i++);
            }
        }
        return writer.view();
    }

    private static boolean isC1(char c) {
        return c >= FIRST_C1 && c <= LAST_C1;
    }

    private static int afterControl(String text, int start) {
        boolean sevenBits = text.charAt(start) == ESCAPE;
        char second = start + 1 < text.length() ? text.charAt(start + 1) : ' ';
        boolean isC1 = !sevenBits || (second >= '@' && second <= '_');
        if (!isC1) {
            return afterSequence(text, start + 1, '/');
        }
        char control = sevenBits ? (char) (second + 0x40) : text.charAt(start);
        int next = start + (sevenBits ? 2 : 1);
        if (control == CSI) {
            return afterSequence(text, next, '?');
        }
        return STRINGS.indexOf(control) >= 0 ? afterString(text, next, control == OSC) : next;
    }

    /**
     * @param last of the characters that may stand before the one that ends it
     */
    private static int afterSequence(String text, int start, char last) {
        int i = start;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= last) {
            i++;
        }
        boolean ends = i < text.length() && text.charAt(i) > last && text.charAt(i) <= '~';
        return ends ? i + 1 : i;
    }

    /** One that another control breaks off shows nothing either; one that goes on to the end has perhaps not been meant. */
    private static int afterString(String text, int start, boolean endsWithBell) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ST || (c == BELL && endsWithBell)) {
                return i + 1;
            }
            if (c == ESCAPE) {
                return text.startsWith("\\", i + 1) ? i + 2 : i;
            }
            if (c == CANCEL || c == SUBSTITUTE || isC1(c)) {
                return i;
            }
        }
        return start;
    }
}
