package dev.toolrun.detect;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/**
 * Characters that a reader does not see, or that act on what shows them: control characters (C0 but tab, line feed and a
 * carriage return before one, DEL, C1), bidirectional controls, default-ignorable code points (UAX 44), line and paragraph
 * separators, annotation controls, noncharacters and lone surrogates. Where a script or an emoji needs one of them to be
 * written at all, and it stands where it is needed, it is not hidden.
 *
 * <p>General categories and scripts are those of the JDK: Unicode 13 in Java 17, 16 in Java 25. The ranges that are
 * default-ignorable without being format characters are listed here, since the JDK does not know the property; they are
 * the same in Unicode 13 to 16, unassigned ones included.
 */
public final class HiddenCharacters {
    private static final int ZWSP = 0x200b;
    private static final int ZWNJ = 0x200c;
    private static final int ZWJ = 0x200d;
    private static final int KEYCAP = 0x20e3;
    private static final int BLACK_FLAG = 0x1f3f4;
    private static final int CANCEL_TAG = 0xe007f;
    /** The only sequences of tags that are recommended for interchange (UTS 51): England, Scotland, Wales. */
    private static final Set<String> FLAGS = Set.of("gbeng", "gbsct", "gbwls");

    private static final Set<UnicodeScript> JOINING = Set.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.NKO,
            UnicodeScript.MANDAIC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.PHAGS_PA,
            UnicodeScript.HANIFI_ROHINGYA,
            UnicodeScript.ADLAM,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN,
            UnicodeScript.LAO,
            UnicodeScript.THAI,
            UnicodeScript.BALINESE,
            UnicodeScript.JAVANESE,
            UnicodeScript.CHAKMA,
            UnicodeScript.TIRHUTA,
            UnicodeScript.KAITHI,
            UnicodeScript.GRANTHA);
    /** Scripts without spaces between words, where a space without width says where a line may end. */
    private static final Set<UnicodeScript> WITHOUT_SPACES =
            Set.of(UnicodeScript.KHMER, UnicodeScript.LAO, UnicodeScript.THAI, UnicodeScript.MYANMAR);

    private HiddenCharacters() {}

    /**
     * Whether the code point at an index is hidden, where it stands.
     *
     * @param index of the code point's first character
     */
    public static boolean isHiddenAt(String text, int index) {
        int c = text.codePointAt(index);
        if (c >= ' ' && c < 0x7f || c == '\n' || c == '\t') {
            return false;
        }
        if (c == '\r') {
            return index + 1 >= text.length() || text.charAt(index + 1) != '\n';
        }
        return isIgnorable(c) && !isNeededAt(text, index, c);
    }

    /** Whether a code point adds nothing that a reader could see to the characters around it, wherever it stands. */
    public static boolean isIgnorable(int c) {
        if (c < 0x7f) {
            return c < ' ' && c != '\n' && c != '\t';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> !isVisibleFormat(c);
            default -> isOtherDefaultIgnorable(c) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
        };
    }

    /** Signs that are drawn around or beside digits and letters, and the joiners of hieroglyphs. */
    private static boolean isVisibleFormat(int c) {
        return (c >= 0x600 && c <= 0x605)
                || c == 0x6dd
                || c == 0x70f
                || c == 0x890
                || c == 0x891
                || c == 0x8e2
                || c == 0x110bd
                || c == 0x110cd
                || (c >= 0x13430 && c <= 0x1343f);
    }

    /** Default-ignorable code points that are no format characters (DerivedCoreProperties of Unicode 16). */
    private static boolean isOtherDefaultIgnorable(int c) {
        return c == 0x34f
                || c == 0x115f
                || c == 0x1160
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || c == 0x2065
                || c == 0x3164
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xffa0
                || (c >= 0xfff0 && c <= 0xfff8)
                || (c >= 0xe0000 && c <= 0xe0fff);
    }

    private static boolean isNeededAt(String text, int index, int c) {
        if (isTag(c)) {
            return isInFlag(text, index);
        }
        int before = index == 0 ? -1 : text.codePointBefore(index);
        int next = index + Character.charCount(c);
        int after = next < text.length() ? text.codePointAt(next) : -1;
        if (c == ZWJ && after >= 0 && UnicodeScript.of(after) == UnicodeScript.ARABIC && Character.isLetter(after)) {
            return true;
        }
        if (before < 0) {
            return c == 0x115f && isVowelJamo(after);
        }
        if (c == ZWSP) {
            return after >= 0 && isLetterOf(WITHOUT_SPACES, before) && isLetterOf(WITHOUT_SPACES, after);
        }
        if (c == ZWJ || c == ZWNJ) {
            return isLetterOf(JOINING, before) || (c == ZWJ && isEmojiPart(before) && isEmoji(after));
        }
        if (c >= 0xfe00 && c <= 0xfe0f) {
            return takesVariation(before, c, after);
        }
        if (c >= 0xe0100 && c <= 0xe01ef) {
            return Character.isIdeographic(before);
        }
        if (c >= 0x180b && c <= 0x180f) {
            return isLetterOf(Set.of(UnicodeScript.MONGOLIAN), before);
        }
        return (c == 0x115f && isVowelJamo(after)) || (c == 0x1160 && isLeadingJamo(before));
    }

    private static boolean isLetterOf(Set<UnicodeScript> scripts, int c) {
        UnicodeScript script = UnicodeScript.of(c);
        boolean mark = script == UnicodeScript.INHERITED && Character.getType(c) == Character.NON_SPACING_MARK;
        return !isIgnorable(c) && (scripts.contains(script) || (mark && scripts == JOINING && c < 0x700 && c >= 0x64b));
    }

    private static boolean takesVariation(int base, int selector, int after) {
        if (selector >= 0xfe0e) {
            boolean keycap = after == KEYCAP && (Characters.isDigit(base) || base == '#' || base == '*');
            return keycap || isEmoji(base);
        }
        return Character.isIdeographic(base)
                || Character.getType(base) == Character.MATH_SYMBOL
                || isLetterOf(Set.of(UnicodeScript.MYANMAR, UnicodeScript.PHAGS_PA), base);
    }

    /** What a joiner of an emoji may follow: an emoji, its presentation selector or its skin tone. */
    private static boolean isEmojiPart(int c) {
        return isEmoji(c) || c == 0xfe0f;
    }

    /** A little more than the emoji of UTS 51: all pictures, and room for later ones, which the JDK may not know. */
    private static boolean isEmoji(int c) {
        return c >= 0
                && (Character.getType(c) == Character.OTHER_SYMBOL
                        || (c >= 0x1f000 && c <= 0x1faff)
                        || (c >= 0x2190 && c <= 0x21ff)
                        || (c >= 0x25a0 && c <= 0x27bf)
                        || c == 0x203c
                        || c == 0x2049
                        || c == 0x2139
                        || c == 0x3030
                        || c == 0x303d);
    }

    private static boolean isTag(int c) {
        return c >= 0xe0020 && c <= CANCEL_TAG;
    }

    private static boolean isInFlag(String text, int index) {
        int start = index;
        while (start > 0 && isTag(text.codePointBefore(start)) && index - start <= 12) {
            start -= 2;
        }
        if (start == 0 || text.codePointBefore(start) != BLACK_FLAG) {
            return false;
        }
        StringBuilder letters = new StringBuilder();
        int at = start;
        while (at < text.length() && letters.length() < 6 && isTag(text.codePointAt(at))) {
            int tag = text.codePointAt(at);
            if (tag == CANCEL_TAG) {
                return at >= index && FLAGS.contains(letters.toString());
            }
            letters.append((char) (tag - 0xe0000));
            at += 2;
        }
        return false;
    }

    private static boolean isLeadingJamo(int c) {
        return (c >= 0x1100 && c <= 0x115e) || (c >= 0xa960 && c <= 0xa97c);
    }

    private static boolean isVowelJamo(int c) {
        return (c >= 0x1161 && c <= 0x11a7) || (c >= 0xd7b0 && c <= 0xd7c6);
    }
}
