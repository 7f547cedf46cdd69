package dev.toolrun.detect;

import java.util.regex.Pattern;

/** Tells the names of a program's values from values. */
final class Identifiers {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(?:(?:\\.|->|::)[A-Za-z_$][\\w$]*)*");
    private static final Pattern PARTS = Pattern.compile("\\.|->|::");
    private static final int MAX_DIGITS = 5;
    /** Fewest characters between two capitals, in the mean. */
    private static final int LEAST_WORD = 3;

    private Identifiers() {}

    /** Whether a program's source could have a text without quotes that names a value: {@code settings.password}. */
    static boolean isMember(CharSequence text) {
        return PARTS.matcher(Randomness.sample(text)).find() && isName(text);
    }

    /** Whether a text could be an identifier, or several that name a member: none of them looks random. */
    static boolean isName(CharSequence text) {
        CharSequence sample = Randomness.sample(text);
        return NAME.matcher(sample).matches() && hasNamesOnly(sample);
    }

    private static boolean hasNamesOnly(CharSequence text) {
        for (int from = 0; from < text.length(); ) {
            int to = from;
            while (to < text.length() && Characters.isAlphanumeric(text.charAt(to))) {
                to++;
            }
            if (!isNamePiece(text, from, to)) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    /** A name as programs have them, such as {@code b64decode} or {@code step2Result}: one short number, and few capitals. */
    private static boolean isNamePiece(CharSequence text, int from, int to) {
        int numbers = 0;
        int digits = 0;
        int humps = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean digit = Characters.isDigit(c);
            numbers += digit && digits == 0 ? 1 : 0;
            digits = digit ? digits + 1 : 0;
            humps += i > from && isCapital(c) && !isCapital(text.charAt(i - 1)) ? 1 : 0;
            if (numbers > 1 || digits > MAX_DIGITS) {
                return false;
            }
        }
        return numbers == 0 || humps * LEAST_WORD <= to - from;
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
