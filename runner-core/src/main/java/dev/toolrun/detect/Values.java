package dev.toolrun.detect;

import org.jspecify.annotations.Nullable;

/**
 * The values after names in one text. Values that begin within another one end where it ends, so that its end is looked for
 * once. Not thread-safe.
 */
final class Values {
    private static final String QUOTES = "\"'`";
    private static final String PREFIXES = "bruf";
    private static final String ENDS_UNQUOTED = "\"'`,;<>(){}[]\\|&";
    /** What may follow two quotes within a value, and does not where the value has ended. */
    private static final String GOES_ON = "#!$%^*_-?~@";

    private static final int MAX_NAME = 64;

    private final CharSequence text;
    /** Whether a comma or an ampersand may stand in a value without quotes, where no other name follows it. */
    private final boolean withSeparators;

    private final Run unquoted = new Run();
    private final Run[] quoted = {new Run(), new Run(), new Run()};

    Values(CharSequence text, boolean withSeparators) {
        this.text = text;
        this.withSeparators = withSeparators;
    }

    /**
     * A value.
     *
     * @param quoted whether it stands between quotes, and may have escapes
     */
    record Value(int start, int end, boolean quoted) {}

    /** What has been looked at last: from here to there no value ends. */
    private static final class Run {
        private int from = -1;
        private int to = -1;
    }

    /** The value that begins at an index, or null: none does, or it does not end as one. */
    @Nullable
    Value at(int index) {
        int quote = index;
        while (quote < text.length() && quote < index + 2 && PREFIXES.indexOf(text.charAt(quote)) >= 0) {
            quote++;
        }
        int kind = quote < text.length() ? QUOTES.indexOf(text.charAt(quote)) : -1;
        return kind >= 0 ? quoted(quote + 1, kind) : unquoted(index);
    }

    /** The text of an element of XML, {@code <name>value</name>}, or null. */
    @Nullable
    Value inElement(int index) {
        int end = index;
        while (end < text.length() && "<>\"'".indexOf(text.charAt(end)) < 0 && !isSpace(text.charAt(end))) {
            end++;
        }
        boolean closed = end + 1 < text.length() && text.charAt(end) == '<' && text.charAt(end + 1) == '/';
        return closed ? new Value(index, end, false) : null;
    }

    private @Nullable Value quoted(int start, int kind) {
        Run run = quoted[kind];
        if (start < run.from || start > run.to) {
            int end = start;
            char quote = QUOTES.charAt(kind);
            while (end < text.length() && !isSpace(text.charAt(end))) {
                boolean isQuote = text.charAt(end) == quote;
                if (isQuote && !isDoubled(end)) {
                    break;
                }
                end += isQuote || text.charAt(end) == '\\' ? 2 : 1;
            }
            run.from = start;
            run.to = Math.min(end, text.length());
        }
        boolean ends = run.to == text.length() || text.charAt(run.to) == QUOTES.charAt(kind);
        return ends ? new Value(start, run.to, true) : null;
    }

    /** Two quotes that mean one, as in SQL, YAML and CSV; at the end of values within others there are two as well. */
    private boolean isDoubled(int index) {
        if (index + 2 >= text.length() || text.charAt(index + 1) != text.charAt(index)) {
            return false;
        }
        char after = text.charAt(index + 2);
        return Characters.isAlphanumeric(after) || GOES_ON.indexOf(after) >= 0;
    }

    /** What is called or indexed is no value: {@code token = next(…)}. */
    private @Nullable Value unquoted(int start) {
        if (start < unquoted.from || start > unquoted.to) {
            int end = start;
            while (end < text.length() && isUnquoted(end)) {
                end++;
            }
            unquoted.from = start;
            unquoted.to = end;
        }
        int end = unquoted.to;
        boolean goesOn = end < text.length() && "([".indexOf(text.charAt(end)) >= 0;
        return goesOn ? null : new Value(start, end, false);
    }

    private boolean isUnquoted(int index) {
        char c = text.charAt(index);
        if (isSpace(c)) {
            return false;
        }
        return ENDS_UNQUOTED.indexOf(c) < 0 || (withSeparators && (c == ',' || c == '&') && goesOnAfter(index + 1));
    }

    /** Whether what follows a separator belongs to the same value: it is neither its end nor another name with a value. */
    private boolean goesOnAfter(int index) {
        int end = index;
        while (end < text.length() && end < index + MAX_NAME && SecretNames.isOfName(text.charAt(end))) {
            end++;
        }
        if (end == index || end == text.length()) {
            return end > index;
        }
        return text.charAt(end) != '=' && text.charAt(end) != ':';
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }
}
