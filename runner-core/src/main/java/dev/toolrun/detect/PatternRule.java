package dev.toolrun.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a pattern says. It is tried at one place for each keyword: at the keyword, or, if the rule has a lead, where the
 * characters before it begin that belong to it. A pattern must not read far for a keyword and then say no, where the next
 * keyword stands in what it has read: a text of such keywords would take the square of its length.
 *
 * @param keywords in lower case; found in any case
 * @param pattern matched from the place on; RE2, in linear time
 * @param group which group of the pattern is to go; 0: all of it
 * @param lead what may stand between the beginning and the keyword
 * @param leadLength how many of these at most
 * @param notBefore what may not stand before the beginning
 * @param notAfter what may not stand after the end
 * @param check what a pattern can't say of the group
 */
record PatternRule(
        List<String> keywords,
        Pattern pattern,
        int group,
        IntPredicate lead,
        int leadLength,
        IntPredicate notBefore,
        IntPredicate notAfter,
        Predicate<String> check)
        implements Rule {

    static PatternRule token(String pattern, String... keywords) {
        return new PatternRule(
                List.of(keywords),
                // says itself where it begins: else RE2/J looks on for other beginnings to the end of the text
                Pattern.compile("\\A(?:" + pattern + ")"),
                0,
                Characters.NONE,
                0,
                Characters.ALPHANUMERIC,
                Characters.ALPHANUMERIC,
                text -> true);
    }

    static PatternRule group(int group, String pattern, String... keywords) {
        PatternRule token = token(pattern, keywords);
        return new PatternRule(
                token.keywords, token.pattern, group, token.lead, 0, token.notBefore, Characters.NONE, token.check);
    }

    PatternRule ledBy(IntPredicate characters, int most) {
        return new PatternRule(keywords, pattern, group, characters, most, notBefore, notAfter, check);
    }

    PatternRule bounded(IntPredicate before, IntPredicate after) {
        return new PatternRule(keywords, pattern, group, lead, leadLength, before, after, check);
    }

    PatternRule checked(Predicate<String> further) {
        return new PatternRule(keywords, pattern, group, lead, leadLength, notBefore, notAfter, further);
    }

    @Override
    public Search in(CharSequence text, Traces traces) {
        return (start, end, least) -> matchAt(text, start, least);
    }

    private @Nullable Match matchAt(CharSequence text, int keyword, int least) {
        int start = keyword;
        while (start > least && keyword - start < leadLength && lead.test(text.charAt(start - 1))) {
            start--;
        }
        if (!beginsAt(text, start, least)) {
            return null;
        }
        Match match = matchOf(text, start, text.length());
        int next = match == null ? -1 : NextToken.within(text, start, match.end());
        if (match != null && next >= 0) {
            match = matchOf(text, start, next);
        }
        boolean found = match != null
                && !goesOn(text, match.end())
                && check.test(text.subSequence(match.start(), match.end()).toString());
        return found ? match : null;
    }

    /** What was found before, and an escape as it is written, do not go on. */
    private boolean beginsAt(CharSequence text, int start, int least) {
        return start == 0
                || !notBefore.test(text.charAt(start - 1))
                || start == least
                || WrittenEscapes.endsAt(text, start);
    }

    private boolean goesOn(CharSequence text, int end) {
        return end < text.length() && notAfter.test(text.charAt(end)) && !NextToken.isAt(text, end);
    }

    private @Nullable Match matchOf(CharSequence text, int start, int limit) {
        Matcher matcher = pattern.matcher(new Rest(text, start, limit));
        return matcher.lookingAt() && matcher.end(group) > matcher.start(group)
                ? new Match(start + matcher.start(group), start + matcher.end(group), start + matcher.end())
                : null;
    }

    /** A part of a text, without a copy. */
    private record Rest(CharSequence text, int from, int to) implements CharSequence {
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
