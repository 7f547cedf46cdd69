package dev.toolrun.validation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions that take time linear in their input: a model chooses the input, so a backtracking engine would let it
 * choose the time as well. What a character costs is bounded by the size of the pattern, see {@link PatternSize}, and what all
 * of them cost by {@link CheckingTime}.
 */
final class LinearRegex implements RegularExpressionFactory {
    private static final int MAX_INSTRUCTIONS = 50_000;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = compile(regex);
        int size = pattern.programSize();
        return value -> {
            CheckingTime.spend(size); // to begin costs that much, also for a text without characters
            return pattern.matcher(CheckingTime.bounded(value, size)).find();
        };
    }

    /**
     * @throws PatternSyntaxException if {@link #problem} has something against the pattern
     */
    static boolean finds(String regex, String text) {
        return compile(regex).matcher(text).find();
    }

    /** Why the pattern can't be used, or null if it can. */
    static @Nullable String problem(String regex) {
        try {
            boolean ignored = compile(regex).matcher("").find();
            return null;
        } catch (StackOverflowError e) {
            return "too many parts that may be empty follow each other";
        } catch (PatternSyntaxException e) {
            return e.getDescription();
        }
    }

    private static Pattern compile(String regex) {
        if (PatternSize.estimate(regex) <= MAX_INSTRUCTIONS) {
            Pattern pattern = Pattern.compile(regex);
            if (pattern.programSize() <= MAX_INSTRUCTIONS) {
                return pattern;
            }
        }
        throw new PatternSyntaxException("its repetitions multiply to more than " + MAX_INSTRUCTIONS + " steps", regex);
    }
}
