package dev.toolrun.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds private keys between BEGIN and END (RFC 7468 and its forerunners), whatever is written before and behind their lines:
 * times, names of services, marks of comments and differences, quotes. Where the end was lost, what looks like key goes.
 */
final class KeyBlockRule implements Rule {
    private static final String KEYWORD = "-----begin ";
    private static final String LABEL = "[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----";
    private static final Pattern BEGIN = Pattern.compile("\\A-----BEGIN " + LABEL);
    private static final Pattern END = Pattern.compile("\\A-----END " + LABEL);
    private static final int LONGEST_HEADER = 80;
    /** Base 64, the headers of RFC 1421 and RFC 4880. */
    private static final IntPredicate PLAIN_BODY =
            Characters.BASE64.or(c -> Values.isSpace((char) c)).or(Characters.anyOf("=:,.()_-"));

    private static final IntPredicate KEY = Characters.BASE64.or(c -> c == '=');
    /** Most characters between BEGIN and END. */
    private static final int MOST = 64 * 1024;

    /** Fewest characters of a line of a key, between other characters than a key has. */
    private static final int LEAST_LINE = 40;
    /** The same where all between BEGIN and END could be a key. */
    private static final int LEAST_PLAIN = 16;
    /** How far from one line the next one is looked for, where the end of a key was lost. */
    private static final int MOST_BETWEEN = 160;

    private static final int MOST_SPACE = 24;

    @Override
    public List<String> keywords() {
        return List.of(KEYWORD);
    }

    @Override
    public Search in(CharSequence text, Traces traces) {
        return (start, end, least) -> matchAt(text, start);
    }

    private static @Nullable Match matchAt(CharSequence text, int start) {
        int body = afterHeader(BEGIN, text, start);
        if (body < 0) {
            return null;
        }
        int dashes = nextHeader(text, body);
        int end = afterHeader(END, text, dashes);
        if (end < 0 || !isBody(text, body, dashes)) {
            end = endOfLines(text, body, dashes);
        }
        return end < 0 ? null : new Match(start, end, end);
    }

    /** The next place where five dashes begin or end something, or the end of what belongs to a key. */
    private static int nextHeader(CharSequence text, int from) {
        int limit = (int) Math.min(text.length(), (long) from + MOST);
        for (int i = from; i < limit; i++) {
            if (text.charAt(i) == '-' && (isAt(text, i, "-----BEGIN ") || isAt(text, i, "-----END "))) {
                return i;
            }
        }
        return limit;
    }

    private static boolean isAt(CharSequence text, int index, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (index + i >= text.length() || text.charAt(index + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int afterHeader(Pattern header, CharSequence text, int start) {
        Matcher matcher = header.matcher(text.subSequence(start, Math.min(text.length(), start + LONGEST_HEADER)));
        return matcher.lookingAt() ? start + matcher.end() : -1;
    }

    /** A program that only looks for the two headers, or a sentence about them, has no line of a key between them. */
    private static boolean isBody(CharSequence text, int from, int to) {
        int least = isPlain(text, from, to) ? LEAST_PLAIN : LEAST_LINE;
        return keyLine(text, from, to, to, least) < to;
    }

    private static boolean isPlain(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean dashes = text.charAt(i) == '-' && text.charAt(i + 1) == '-';
            if (dashes || !PLAIN_BODY.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where the next line begins that looks like a key.
     *
     * @param to where it must begin before
     * @param limit where it must end
     * @param least fewest characters of it
     */
    private static int keyLine(CharSequence text, int from, int to, int limit, int least) {
        for (int i = from; i < to; ) {
            int end = run(text, i, limit, KEY);
            if (end - i >= least && isMixed(text, i, end)) {
                return i;
            }
            i = Math.max(end, i + 1);
        }
        return to;
    }

    /** Where the last of the lines ends that look like a key, or -1. */
    private static int endOfLines(CharSequence text, int body, int limit) {
        int end = -1;
        for (int at = body; ; at = end) {
            int within = Math.min(limit, at + MOST_BETWEEN);
            int line = keyLine(text, at, within, Math.min(limit, within + LEAST_LINE), LEAST_LINE);
            if (line >= within) {
                return end;
            }
            end = afterRest(text, run(text, line, limit, KEY), limit);
        }
    }

    /** The end of what may be the short last line of a key, behind a longer one. */
    private static int afterRest(CharSequence text, int line, int limit) {
        int start = run(text, line, Math.min(limit, line + MOST_SPACE), c -> Values.isSpace((char) c));
        int end = run(text, start, limit, KEY);
        boolean alone = end == text.length() || "\r\n\"'`\\<".indexOf(text.charAt(end)) >= 0;
        boolean padded = end > start && text.charAt(end - 1) == '=';
        boolean isShort = end > start && end - start < LEAST_LINE;
        return isShort && (alone || padded || isMixed(text, start, end)) ? end : line;
    }

    private static int run(CharSequence text, int from, int limit, IntPredicate kind) {
        int end = from;
        while (end < limit && kind.test(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Letters of both cases and digits, as a line of a key has them, and a word, a path or a hash has not. */
    private static boolean isMixed(CharSequence text, int from, int to) {
        boolean upper = false;
        boolean lower = false;
        boolean digit = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
            digit |= Characters.isDigit(c);
        }
        return upper && lower && digit;
    }
}
