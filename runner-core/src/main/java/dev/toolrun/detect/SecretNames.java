package dev.toolrun.detect;

/** Names that call what follows them secret, and what may stand between a name and its value. */
final class SecretNames {
    private static final int MAX_REST = 24;
    private static final int MAX_SPACE = 8;
    private static final int MAX_SPACE_IN_LIST = 3;
    private static final int MAX_EQUALS = 3;

    private SecretNames() {}

    static boolean isOfName(char c) {
        return Characters.isAlphanumeric(c) || c == '_' || c == '.' || c == '-';
    }

    /**
     * Where a name ends that has a word in it, or -1 if the word is only part of another one: {@code tokens},
     * {@code token_value}, {@code tokenValue}, but not {@code tokenizer}.
     *
     * @param index after the word
     */
    static int end(CharSequence text, int index) {
        int end = index;
        while (end < text.length() && end <= index + MAX_REST + 1 && isOfName(text.charAt(end))) {
            end++;
        }
        return isRest(text, index, end) ? end : -1;
    }

    private static boolean isRest(CharSequence text, int from, int to) {
        if (from == to) {
            return true;
        }
        char first = text.charAt(from);
        if (to - from - 1 > MAX_REST || (first == 's' && to - from > 1)) {
            return false;
        }
        if (!Characters.isAlphanumeric(first)) {
            return to - from > 1;
        }
        for (int i = from; i < to; i++) {
            if (!Characters.isAlphanumeric(text.charAt(i))) {
                return false;
            }
        }
        return first == 's' || Characters.lower(first) != first || Characters.isDigit(first);
    }

    /**
     * Where a value may begin: after {@code =}, {@code :} or the like, or, behind a quote, after a comma; -1: nowhere.
     *
     * @param index after the name
     */
    static int valueStart(CharSequence text, int index) {
        int quotes = skip(text, index, "\"'`]", 2);
        int at = afterOperator(text, skipSpace(text, quotes, MAX_SPACE));
        if (at < 0 && quotes == index + 1 && text.charAt(index) != ']') {
            int comma = skipSpace(text, quotes, MAX_SPACE_IN_LIST);
            at = comma < text.length() && text.charAt(comma) == ',' ? comma + 1 : -1;
        }
        return at < 0 ? -1 : skipSpace(text, at, MAX_SPACE);
    }

    private static int afterOperator(CharSequence text, int index) {
        char first = index < text.length() ? text.charAt(index) : ' ';
        char second = index + 1 < text.length() ? text.charAt(index + 1) : ' ';
        if (first == ':') {
            return second == '=' ? index + 2 : index + 1;
        }
        if (first == '=') {
            return second == '>' ? index + 2 : skip(text, index, "=", MAX_EQUALS);
        }
        return -1;
    }

    private static int skipSpace(CharSequence text, int index, int most) {
        return skip(text, index, " \n\t\r\f", most);
    }

    private static int skip(CharSequence text, int index, String characters, int most) {
        int end = index;
        while (end < text.length() && end < index + most && characters.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }
}
