package dev.toolrun.detect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing to find, by what stands where one of its keywords is found. Immutable and thread-safe. */
interface Rule {

    /** In lower case; found in any case. */
    List<String> keywords();

    /** Begins to look at a text. */
    Search in(CharSequence text, Traces traces);

    /**
     * Looks at the keywords of one text, from left to right. All of them together take time in proportion to the text. Not
     * thread-safe.
     */
    @FunctionalInterface
    interface Search {
        /**
         * What is to go because of a keyword, or null.
         *
         * @param start where the keyword begins
         * @param end where it ends
         * @param least what stands before has been used up
         */
        @Nullable
        Match matchAt(int start, int end, int least);
    }

    /**
     * What was found.
     *
     * @param start where what is to go begins
     * @param end where it ends
     * @param passed where all that was looked at for it ends; the rule need not be tried before
     */
    record Match(int start, int end, int passed) {}

    /** A token that begins with one of the keywords and is a word of its own. */
    static PatternRule token(String pattern, String... keywords) {
        return PatternRule.token(pattern, keywords);
    }

    /** Something around a keyword, of which one group is to go. */
    static PatternRule group(int group, String pattern, String... keywords) {
        return PatternRule.group(group, pattern, keywords);
    }
}
