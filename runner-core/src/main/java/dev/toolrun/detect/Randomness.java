package dev.toolrun.detect;

import java.util.regex.Pattern;

/**
 * Tells values that were drawn at random from words, names, paths and numbers that people write. No more than the first
 * {@value #SAMPLE} characters of a value are looked at.
 */
final class Randomness {
    /** So that values that lie within each other, of which a hostile text may have any number, cost a constant each. */
    static final int SAMPLE = 128;

    private static final double LEAST_BITS_PER_CHARACTER = 3.0;
    private static final int LEAST_RANDOM_CHARACTERS = 8;
    private static final int MAX_DIGITS_OF_WORD = 3;
    private static final int MAX_DIGITS_WITH_UNIT = 4;
    private static final int MAX_UNIT = 4;

    private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z][a-z0-9+.-]{0,30}://");
    /** Variables, what is left of a value, options, files of options, an entry of passwd. */
    private static final Pattern REFERENCE = Pattern.compile("\\$[({]?\\{?[A-Za-z_]|%[A-Za-z_]{1,64}%|\\*{3}|--[a-z]"
            + "|@[\\w-]{1,64}[./][\\w.-]|[x!]:[0-9]{1,10}:[0-9]");
    /** With two parts at least, or as Windows has them. */
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z]:[/\\\\]|\\\\|(?:~|\\.{0,2})(?:/{1,2}[\\w.@+-]{1,128}){2}");
    /** Variables, templates, what stands in for a value, an option of a program: {@code $A}, {@code {{a}}}, {@code <a>}. */
    private static final Pattern QUOTED_REFERENCE = Pattern.compile(
            "\\$\\w*[A-Za-z_]\\w*(?:[/.:].*)?|\\$[({]\\{?[A-Za-z_].*[)}].*|%[A-Za-z_]{1,64}%.*"
                    + "|\\{\\{.*}}.*|\\{[A-Za-z_][\\w.]*}.*|<[\\w.:-]*>|\\[[\\w.:-]*]|\\*{3}.*|--[a-z].*",
            Pattern.DOTALL);

    /** With two parts at least, or as Windows has them. */
    private static final Pattern QUOTED_PATH =
            Pattern.compile("(?s)(?:[A-Za-z]:[/\\\\]|\\\\).*|(?:~|\\.{0,2})(?:/{1,2}[\\w.@+-]+){2,}/?");

    private static final Pattern RELATIVE_PATH = Pattern.compile("[\\w.~-]+(?:/[\\w.@-]+)+/?");
    private static final String HASH =
            "(?:sha|[hrep]s)[_-]?(?:[123]|224|256|384|512)(?:[_-](?:224|256|384|512))?(?:crypt)?";
    /** A kind of password, or how it is written. */
    private static final Pattern ALGORITHM = Pattern.compile("(?i)(?:(?:scram|hmac|caching|pbkdf2)[_-]?)?(?:" + HASH
            + "|base(?:16|32|58|64)(?:url)?|md-?[45]|argon2(?:id?|d)?|pbkdf2|oauth2|e[dc]25519|rsa[_-]?[1-4][0-9]{3}"
            + "|aes[_-]?(?:128|192|256)(?:[_-](?:cbc|gcm|ctr))?)(?:[_-](?:plus|password))?");
    /** A type that may have no value: {@code String?}. */
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]*\\?");

    private Randomness() {}

    /** Whether a text has letters and digits mixed as words and names don't have them, and little repetition. */
    static boolean isRandom(CharSequence text) {
        return !isReference(sample(text)) && isMixed(sample(text));
    }

    /** The same for a value between quotes, where few things that look like a reference are one. */
    static boolean isQuotedRandom(CharSequence text) {
        return !isQuotedReference(sample(text)) && isMixed(sample(text));
    }

    private static boolean isMixed(CharSequence sample) {
        return randomCharacters(sample) >= LEAST_RANDOM_CHARACTERS
                && bitsPerCharacter(sample) >= LEAST_BITS_PER_CHARACTER;
    }

    /** Whether a text could be a password: no reference to one, no path, and not letters alone. */
    static boolean isNoWord(CharSequence text) {
        CharSequence sample = sample(text);
        return hasLetterAndOther(sample)
                && !isReference(sample)
                && !PATH.matcher(sample).lookingAt()
                && !TYPE.matcher(sample).matches();
    }

    /** The same for a value between quotes. */
    static boolean isQuotedNoWord(CharSequence text) {
        CharSequence sample = sample(text);
        return hasLetterAndOther(sample)
                && !isQuotedReference(sample)
                && !QUOTED_PATH.matcher(sample).matches();
    }

    /** The same for a value of {@code pwd}, which more often means the working directory. */
    static boolean isNoWordNorPath(CharSequence text) {
        return isNoWord(text) && !isRelativePath(text);
    }

    /** The same for such a value between quotes. */
    static boolean isQuotedNoWordNorPath(CharSequence text) {
        return isQuotedNoWord(text) && !isRelativePath(text);
    }

    private static boolean isRelativePath(CharSequence text) {
        return RELATIVE_PATH.matcher(sample(text)).matches() && !isRandom(text);
    }

    private static boolean hasLetterAndOther(CharSequence sample) {
        return hasLetter(sample)
                && hasOther(sample)
                && !ALGORITHM.matcher(sample).matches();
    }

    /** As much of a text as is looked at. */
    static CharSequence sample(CharSequence text) {
        return text.length() <= SAMPLE ? text : text.subSequence(0, SAMPLE);
    }

    private static boolean isReference(CharSequence text) {
        return REFERENCE.matcher(text).lookingAt() || ADDRESS.matcher(text).lookingAt();
    }

    private static boolean isQuotedReference(CharSequence text) {
        return QUOTED_REFERENCE.matcher(text).matches() || ADDRESS.matcher(text).lookingAt();
    }

    private static boolean hasLetter(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLetter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is anything but letters and what stands between words. */
    private static boolean hasOther(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && c != '_' && c != '-' && c != '.' && c != '/' && c != ':') {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0x80 && Character.isLetter(c));
    }

    private static int randomCharacters(CharSequence text) {
        int random = 0;
        int length = text.length();
        for (int from = 0; from < length && random < LEAST_RANDOM_CHARACTERS; ) {
            int to = from;
            while (to < length && Characters.isAlphanumeric(text.charAt(to))) {
                to++;
            }
            random += isRandomPiece(text, from, to) ? to - from : 0;
            from = to + 1;
        }
        return random;
    }

    /**
     * Letters and digits, both, that are no word in one case or another, perhaps with a number ({@code sha256},
     * {@code Token2}), and no number with a unit ({@code 12ms}, {@code 2nd}).
     */
    private static boolean isRandomPiece(CharSequence text, int from, int to) {
        int letters = afterLetters(text, from, to);
        int digits = letters;
        while (digits < to && Characters.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (letters > from) {
            return letters < to && (digits < to || digits - letters > MAX_DIGITS_OF_WORD);
        }
        boolean hasUnit = to - digits <= MAX_UNIT && afterLetters(text, digits, to) == to;
        return digits < to && !(hasUnit && digits - from <= MAX_DIGITS_WITH_UNIT);
    }

    private static int afterLetters(CharSequence text, int from, int to) {
        int end = from;
        while (end < to && !Characters.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Shannon's entropy of the characters; those beyond the first 256 count as these. */
    static double bitsPerCharacter(CharSequence text) {
        int[] counts = new int[256];
        for (int i = 0; i < text.length(); i++) {
            counts[text.charAt(i) & 0xff]++;
        }
        double bits = 0;
        for (int count : counts) {
            double share = (double) count / text.length();
            bits -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
