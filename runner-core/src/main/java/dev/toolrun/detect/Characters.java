package dev.toolrun.detect;

import java.lang.Character.UnicodeScript;
import java.util.Set;
import java.util.function.IntPredicate;

/** Kinds of characters that rules are about. */
final class Characters {
    static final IntPredicate NONE = c -> false;
    static final IntPredicate ALPHANUMERIC = Characters::isAlphanumeric;
    /** What tokens are made of: letters and digits of base 64 in both alphabets, but for its padding. */
    static final IntPredicate TOKEN = c -> isAlphanumeric(c) || c == '_' || c == '-';

    static final IntPredicate BASE64 = c -> isAlphanumeric(c) || c == '+' || c == '/';
    /** What stands in the local part of an address without quotes (RFC 5322 atext and the dot, RFC 6532). */
    static final IntPredicate LOCAL_PART =
            c -> isAlphanumeric(c) || "!#$%&'*+-/=?^_`{|}~.".indexOf(c) >= 0 || isLetterOfWords(c);

    /** Scripts that write a space between words. */
    private static final Set<UnicodeScript> WITH_SPACES =
            Set.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC);

    private Characters() {}

    /** Letters and digits of ASCII; no other script has tokens. */
    static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isLetterOfWords(int c) {
        return c >= 0x80 && Character.isLetter(c) && WITH_SPACES.contains(UnicodeScript.of(c));
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static IntPredicate anyOf(String characters) {
        return c -> characters.indexOf(c) >= 0;
    }

    /** The lower case of ASCII; any other character as it is. */
    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
