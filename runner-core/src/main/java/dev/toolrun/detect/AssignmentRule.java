package dev.toolrun.detect;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of a name that has one of some words in it. Any boundary before the word is right: {@code DB_PASSWORD},
 * {@code myPassword}; but not our own markers.
 *
 * @param keywords the words
 * @param least fewest characters of a value
 * @param withSeparators whether a comma or an ampersand may stand in a value without quotes
 * @param check what a value must be like; is given no more than {@link Randomness#SAMPLE} characters
 * @param quotedCheck what one between quotes must be like
 */
record AssignmentRule(
        List<String> keywords,
        int least,
        boolean withSeparators,
        Predicate<CharSequence> check,
        Predicate<CharSequence> quotedCheck)
        implements Rule {

    @Override
    public Search in(CharSequence text) {
        Values values = new Values(text, withSeparators);
        return (start, end, before) -> matchAt(text, start, end, values);
    }

    private @Nullable Match matchAt(CharSequence text, int start, int end, Values values) {
        if (start > 0 && text.charAt(start - 1) == '[') {
            return null;
        }
        int name = SecretNames.end(text, end);
        Values.Value value = name < 0 ? null : valueAfter(text, name, values);
        return value != null && isSecret(text, value) ? new Match(value.start(), value.end(), value.end()) : null;
    }

    private static Values.@Nullable Value valueAfter(CharSequence text, int name, Values values) {
        if (name < text.length() && text.charAt(name) == '>') {
            return values.inElement(name + 1);
        }
        int start = SecretNames.valueStart(text, name);
        return start < 0 ? null : values.at(start);
    }

    /** Whether a name calls its value secret: one of the words is at its end, or nearly so. */
    boolean isIn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.length() == name.length() && keywords.stream().anyMatch(word -> endsWith(name, lower, word));
    }

    private static boolean endsWith(String name, String lower, String word) {
        for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
            if (SecretNames.end(name, at + word.length()) == name.length()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a part of a text could be the secret that its name says it is; one with spaces in it is a sentence. */
    boolean isSecret(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Values.isSpace(text.charAt(i))) {
                return false;
            }
        }
        return to - from >= least && quotedCheck.test(text.subSequence(from, Math.min(to, from + Randomness.SAMPLE)));
    }

    private boolean isSecret(CharSequence text, Values.Value value) {
        int length = value.end() - value.start();
        if (length < least) {
            return false;
        }
        CharSequence sample = text.subSequence(value.start(), Math.min(value.end(), value.start() + Randomness.SAMPLE));
        if (!value.quoted()) {
            return check.test(sample) && !Randomness.isMember(sample);
        }
        String meant = JsonEscapes.undone(sample);
        return meant.length() >= least
                && meant.chars().noneMatch(c -> Values.isSpace((char) c))
                && quotedCheck.test(meant);
    }
}
