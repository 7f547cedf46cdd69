package dev.toolrun.detect;

/** Names that call what follows them secret, and what may stand between a name and its value. */
final class SecretNames {
    private static final int MAX_REST = 24;
    /** Tables have some. */
    private static final int MAX_SPACE = 40;

    private static final int MAX_LINE_NUMBER = 6;
    private static final int MAX_SPACE_IN_LIST = 8;
    private static final int MAX_SPACE_BEFORE_COMMA = 3;
    private static final int MAX_EQUALS = 3;

    private static final String MARKER = Detector.SECRETS.marker();
    private static final String DIGITS = "0123456789";

    private SecretNames() {}

    static boolean isOfName(char c) {
        return Characters.isAlphanumeric(c) || c == '_' || c == '.' || c == '-';
    }

    /** Whether a word is the one in a marker of ours, {@code [secret-1]}. */
    static boolean isMarker(CharSequence text, int start, int end) {
        if (start == 0 || text.charAt(start - 1) != '[' || end >= text.length() || text.charAt(end) != '-') {
            return false;
        }
        int number = skip(text, end + 1, DIGITS, 9);
        boolean closed = number > end + 1 && number < text.length() && text.charAt(number) == ']';
        return closed && MARKER.contentEquals(text.subSequence(start, end));
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
            int comma = skipSpace(text, quotes, MAX_SPACE_BEFORE_COMMA);
            boolean inList = comma < text.length() && text.charAt(comma) == ',';
            return inList ? skipSpace(text, comma + 1, MAX_SPACE_IN_LIST) : -1;
        }
        return at < 0 ? -1 : skipSpace(text, at, MAX_SPACE);
    }

    /**
     * Whether what begins at an index without quotes is no value of the name: it stands on another line, it is the number of
     * one, as of {@code grep -n}, or another argument with a name, as in {@code add_argument("--password", default="")}.
     *
     * @param name where the name ends
     * @param start where the value begins
     */
    static boolean isBesideValue(CharSequence text, int name, int start) {
        int before = start - 1;
        while (before >= name && Values.isSpace(text.charAt(before))) {
            if (text.charAt(before) == '\n' || text.charAt(before) == '\r') {
                return true;
            }
            before--;
        }
        int end = start;
        if (text.charAt(before) == ',') {
            while (end < text.length() && end < start + MAX_REST && isOfName(text.charAt(end))) {
                end++;
            }
            return end < text.length() && text.charAt(end) == '=';
        }
        end = skip(text, start, DIGITS, MAX_LINE_NUMBER);
        boolean number = end > start && end < text.length() && text.charAt(end) == ':';
        return number && before == name && before == start - 1 && text.charAt(before) == ':';
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
