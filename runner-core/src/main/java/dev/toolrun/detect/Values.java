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

    /** How much white space may stand between a value and its quotes. */
    private static final int MAX_EDGE = 8;

    private final CharSequence text;
    private final Traces traces;
    /** Whether a comma or an ampersand may stand in a value without quotes, where no other name follows it. */
    private final boolean withSeparators;

    private final Run unquoted = new Run();
    private final Run[] quoted = {new Run(), new Run(), new Run()};

    Values(CharSequence text, Traces traces, boolean withSeparators) {
        this.text = text;
        this.traces = traces;
        this.withSeparators = withSeparators;
    }

    /** How a value stands in a text. */
    enum Kind {
        /** Without quotes. */
        BARE,
        /** Without quotes, and what follows calls or indexes it: {@code next(…)}, {@code env[…]}. */
        CALLED,
        /** Between quotes; it may have escapes. */
        QUOTED
    }

    /** A value, without white space at its edges. */
    record Value(int start, int end, Kind kind) {}

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
        if (kind < 0) {
            return unquoted(index);
        }
        boolean escaped = traces.isEscaped(quote);
        return quoted(afterSpace(isDoubled(quote) ? quote + 2 : quote + 1), kind, escaped);
    }

    /** The text of an element of XML, {@code <name>value</name>}, or null. */
    @Nullable
    Value inElement(int index) {
        int start = afterSpace(index);
        int end = start;
        while (end < text.length() && "<>\"'".indexOf(text.charAt(end)) < 0 && !isSpace(text.charAt(end))) {
            end++;
        }
        int close = afterSpace(end);
        boolean closed = close + 1 < text.length() && text.charAt(close) == '<' && text.charAt(close + 1) == '/';
        return closed ? new Value(start, end, Kind.BARE) : null;
    }

    /**
     * @param escaped whether the quote before it is an escape: then it is in a string within a string
     */
    private @Nullable Value quoted(int start, int kind, boolean escaped) {
        Run run = quoted[kind];
        if (start < run.from || start > run.to) {
            run.from = start;
            run.to = endOfQuoted(start, QUOTES.charAt(kind), escaped);
        }
        int close = afterSpace(run.to);
        boolean ends = close == text.length() || text.charAt(close) == QUOTES.charAt(kind);
        return ends && start <= run.to ? new Value(start, run.to, Kind.QUOTED) : null;
    }

    private int endOfQuoted(int start, char quote, boolean escaped) {
        int end = start;
        while (end < text.length() && !isSpace(text.charAt(end))) {
            char c = text.charAt(end);
            // in a string of JSON, what an escape stands for neither ends it nor begins an escape
            boolean plain = quote == '"' && !escaped && traces.isEscaped(end);
            if (c == quote && !plain && !isDoubled(end)) {
                break;
            }
            end += !plain && (c == quote || c == '\\') ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    private int afterSpace(int index) {
        int end = index;
        while (end < text.length() && end < index + MAX_EDGE && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Two quotes that mean one, as in SQL, YAML and CSV; at the end of values within others there are two as well. */
    private boolean isDoubled(int index) {
        if (index + 2 >= text.length() || text.charAt(index + 1) != text.charAt(index)) {
            return false;
        }
        char after = text.charAt(index + 2);
        return Characters.isAlphanumeric(after) || GOES_ON.indexOf(after) >= 0;
    }

    private Value unquoted(int start) {
        if (start < unquoted.from || start > unquoted.to) {
            int end = start;
            while (end < text.length() && isUnquoted(end)) {
                end++;
            }
            unquoted.from = start;
            unquoted.to = end;
        }
        int end = unquoted.to;
        boolean called = end < text.length() && "([".indexOf(text.charAt(end)) >= 0;
        return new Value(start, end, called ? Kind.CALLED : Kind.BARE);
    }

    private boolean isUnquoted(int index) {
        char c = text.charAt(index);
        if (c <= ' ' || traces.isBroken(index)) {
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
