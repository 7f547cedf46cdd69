package dev.toolrun.detect;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the password in the user information of an address (RFC 3986): of databases, brokers, proxies, repositories. Also one
 * that should have been percent-encoded, with {@code @}, {@code /}, {@code ?} or {@code #} in it, where the address can't mean
 * a host and a port, or where what follows the first {@code @} has no dot and no port; and a long random token in the place of
 * the user.
 */
final class AddressLoginRule implements Rule {
    private static final String KEYWORD = "://";
    private static final int MOST_OF_USER = 128;
    private static final int LEAST_TOKEN = 36;
    private static final Pattern PORT = Pattern.compile("[0-9]{0,5}|(?i:port)");
    /** Words, variables and templates that stand for a password: as a whole, not where one begins like them. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "x+|password|passwd|pass|pwd|secret|token|changeme|example|redacted|\\*+|%[a-z]|%[a-z_]\\w*%"
                    + "|%\\([\\w.]+\\)s|\\$[a-z_][\\w:]*|\\$\\([\\w.]+\\)|[$%#]?\\{{1,2}[\\w.]*}{1,2}|<[\\w.:-]*>"
                    + "|\\[[\\w.:-]*]");

    @Override
    public List<String> keywords() {
        return List.of(KEYWORD);
    }

    @Override
    public Search in(CharSequence text, Traces traces) {
        return (start, end, least) -> matchAt(text, end);
    }

    private static @Nullable Match matchAt(CharSequence text, int user) {
        int userEnd = next(text, user, Math.min(text.length(), user + MOST_OF_USER + 1), ":/?#@");
        char after = userEnd < text.length() ? text.charAt(userEnd) : ' ';
        if (after == '@') {
            boolean token = userEnd - user >= LEAST_TOKEN && Randomness.isRandom(text.subSequence(user, userEnd));
            return token ? new Match(user, userEnd, userEnd) : null;
        }
        if (after != ':' || (userEnd > user && text.charAt(user) == '[')) {
            return null;
        }
        int start = userEnd + 1;
        int end = passwordEnd(text, start);
        return end > start && isPassword(text.subSequence(start, end).toString()) ? new Match(start, end, end) : null;
    }

    /** The last {@code @} before the path, or of all where no host follows that one, or -1: what seems to be a password is none. */
    private static int passwordEnd(CharSequence text, int start) {
        int limit = text.length();
        int at = next(text, start, limit, "/?#@");
        if (at < limit && "/?#".indexOf(text.charAt(at)) >= 0) {
            int first = at;
            at = isPort(text, start, first) ? limit : next(text, first, limit, "@");
            if (!isAtSign(text, at) || !Randomness.isNoWord(text.subSequence(start, at))) {
                return -1;
            }
        }
        if (!isAtSign(text, at)) {
            return -1;
        }
        int last = at;
        for (int further = next(text, at + 1, limit, "/?#@"); isAtSign(text, further); ) {
            last = further;
            further = next(text, further + 1, limit, "/?#@");
        }
        return isHost(text, last + 1) ? last : lastAtSign(text, last);
    }

    /** Whether what follows is surely a host: it has a dot or a port. */
    private static boolean isHost(CharSequence text, int start) {
        int end = next(text, start, text.length(), "/?#");
        return next(text, start, end, ".:") < end;
    }

    private static int lastAtSign(CharSequence text, int index) {
        int last = index;
        for (int at = index; isAtSign(text, at); at = next(text, at + 1, text.length(), "@")) {
            last = at;
        }
        return last;
    }

    private static boolean isAtSign(CharSequence text, int index) {
        return index < text.length() && text.charAt(index) == '@';
    }

    private static boolean isPort(CharSequence text, int from, int to) {
        return to - from <= 5 && PORT.matcher(text.subSequence(from, to)).matches();
    }

    /** The next of some characters, or where the address ends: at a space, a quote, or another address. */
    private static int next(CharSequence text, int from, int limit, String wanted) {
        int at = from;
        while (at < limit && wanted.indexOf(text.charAt(at)) < 0 && !endsAddress(text, at)) {
            at++;
        }
        return at;
    }

    private static boolean endsAddress(CharSequence text, int index) {
        char c = text.charAt(index);
        boolean another =
                c == ':' && index + 2 < text.length() && text.charAt(index + 1) == '/' && text.charAt(index + 2) == '/';
        return another || Values.isSpace(c) || "\"'<>\\".indexOf(c) >= 0;
    }

    private static boolean isPassword(String text) {
        boolean varies = text.chars().anyMatch(c -> c != text.charAt(0));
        String sample = text.substring(0, Math.min(text.length(), Randomness.SAMPLE));
        return varies && !PLACEHOLDER.matcher(sample.toLowerCase(Locale.ROOT)).matches();
    }
}
