package dev.toolrun.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One thing to find. Where a keyword is found, the pattern is tried at one place: at the keyword, or, if the rule has a
 * lead, where the characters before it begin that belong to it. No more than {@code reach} characters are looked at, so
 * that the work is at most a constant for each keyword in the text. Immutable and thread-safe.
 *
 * @param keywords in lower case; found in any case
 * @param pattern matched from the place on; RE2, in linear time
 * @param group which group of the pattern is to go; 0: all of it
 * @param lead what may stand between the beginning and the keyword
 * @param leadLength how many of these at most
 * @param notBefore what may not stand before the beginning
 * @param notAfter what may not stand after the end
 * @param reach most characters from the beginning to the end
 * @param check what a pattern can't say of the group
 */
record Rule(
        List<String> keywords,
        Pattern pattern,
        int group,
        IntPredicate lead,
        int leadLength,
        IntPredicate notBefore,
        IntPredicate notAfter,
        int reach,
        Predicate<String> check) {
    private static final int USUAL_REACH = 512;

    /** A token that begins with one of the keywords and is a word of its own. */
    static Rule token(String pattern, String... keywords) {
        return new Rule(
                List.of(keywords),
                // says itself where it begins: else RE2/J looks on for other beginnings to the end of the slice
                Pattern.compile("\\A(?:" + pattern + ")"),
                0,
                Characters.NONE,
                0,
                Characters.ALPHANUMERIC,
                Characters.ALPHANUMERIC,
                USUAL_REACH,
                text -> true);
    }

    /** Something around a keyword, of which one group is to go. */
    static Rule group(int group, String pattern, String... keywords) {
        Rule token = token(pattern, keywords);
        return new Rule(
                token.keywords,
                token.pattern,
                group,
                token.lead,
                0,
                token.notBefore,
                Characters.NONE,
                USUAL_REACH,
                token.check);
    }

    Rule ledBy(IntPredicate characters, int most) {
        return new Rule(keywords, pattern, group, characters, most, notBefore, notAfter, reach, check);
    }

    Rule bounded(IntPredicate before, IntPredicate after) {
        return new Rule(keywords, pattern, group, lead, leadLength, before, after, reach, check);
    }

    Rule reaching(int characters) {
        return new Rule(keywords, pattern, group, lead, leadLength, notBefore, notAfter, characters, check);
    }

    Rule checked(Predicate<String> further) {
        return new Rule(keywords, pattern, group, lead, leadLength, notBefore, notAfter, reach, further);
    }

    /**
     * Where the rule matches, or null.
     *
     * @param keyword where the keyword begins
     * @param least nothing before it counts as lead
     */
    @Nullable
    Match matchAt(CharSequence text, int keyword, int least) {
        int start = keyword;
        while (start > least && keyword - start < leadLength && lead.test(text.charAt(start - 1))) {
            start--;
        }
        if (start > 0 && notBefore.test(text.charAt(start - 1))) {
            return null;
        }
        Matcher matcher = pattern.matcher(new Slice(text, start, Math.min(text.length(), start + reach)));
        if (!matcher.lookingAt() || matcher.end(group) == matcher.start(group)) {
            return null;
        }
        int end = start + matcher.end(group);
        boolean goesOn = end < text.length() && notAfter.test(text.charAt(end));
        int from = start + matcher.start(group);
        return goesOn || !check.test(text.subSequence(from, end).toString())
                ? null
                : new Match(from, end, start + matcher.end());
    }

    /**
     * What was found.
     *
     * @param start where what is to go begins
     * @param end where it ends
     * @param passed where the whole of the pattern ends; the rule need not be tried before
     */
    record Match(int start, int end, int passed) {}

    /** A part of a text, without a copy. */
    private record Slice(CharSequence text, int from, int to) implements CharSequence {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(from + start, from + end);
        }

        @Override
        public String toString() {
            return text.subSequence(from, to).toString();
        }
    }
}
