package dev.toolrun.detect;

/**
 * Escapes as they are written for people and programs: of addresses ({@code %3D}), of sources ({@code \x00}, {@code \033},
 * {@code \n}) and of terminal sequences ({@code \e[1m}, {@code ^[[32m}, and as they are). What stands right behind one is a word of its own.
 */
final class WrittenEscapes {
    private static final String HEX = "0123456789abcdefABCDEF";
    private static final String OCTAL = "01234567";
    private static final String LETTERS = "abefnrtvE0";
    /** How an escape character is written, and itself. */
    private static final String[] ESCAPE = {
        "\u001b", "\\e", "\\E", "\\033", "\\33", "\\x1b", "\\x1B", "\\u001b", "\\u001B", "^["
    };

    private static final int MAX_PARAMETERS = 16;

    private WrittenEscapes() {}

    /** Whether one ends at an index. */
    static boolean endsAt(CharSequence text, int index) {
        return isPercent(text, index) || isOfSource(text, index) || isSequence(text, index);
    }

    private static boolean isPercent(CharSequence text, int index) {
        return index >= 3 && text.charAt(index - 3) == '%' && isAll(text, index - 2, index, HEX);
    }

    private static boolean isOfSource(CharSequence text, int index) {
        for (int start = index - 2; start >= 0 && start >= index - 4; start--) {
            if (text.charAt(start) == '\\') {
                boolean letter = start == index - 2 && LETTERS.indexOf(text.charAt(index - 1)) >= 0;
                boolean hex = start == index - 4 && text.charAt(start + 1) == 'x' && isAll(text, index - 2, index, HEX);
                return letter || hex || isAll(text, start + 1, index, OCTAL);
            }
        }
        return false;
    }

    private static boolean isSequence(CharSequence text, int index) {
        int start = index - 1;
        if (start < 1 || !Characters.isAlphanumeric(text.charAt(start)) || Characters.isDigit(text.charAt(start))) {
            return false;
        }
        while (start > 0 && start > index - MAX_PARAMETERS && "0123456789:;?".indexOf(text.charAt(start - 1)) >= 0) {
            start--;
        }
        if (start < 1 || text.charAt(start - 1) != '[') {
            return false;
        }
        for (String escape : ESCAPE) {
            if (endsWith(text, start - 1, escape)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(CharSequence text, int end, String expected) {
        int start = end - expected.length();
        for (int i = 0; start >= 0 && i < expected.length(); i++) {
            if (text.charAt(start + i) != expected.charAt(i)) {
                return false;
            }
        }
        return start >= 0;
    }

    private static boolean isAll(CharSequence text, int from, int to, String characters) {
        for (int i = from; i < to; i++) {
            if (characters.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
