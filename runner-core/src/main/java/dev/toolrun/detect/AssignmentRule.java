package dev.toolrun.detect;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of a name that has one of some words in it. Any boundary before the word is right: {@code DB_PASSWORD},
 * {@code myPassword}, {@code user[password]}; but not our own markers.
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
    public Search in(CharSequence text, Traces traces) {
        Values values = new Values(text, traces, withSeparators);
        return (start, end, before) -> matchAt(text, start, end, values);
    }

    private @Nullable Match matchAt(CharSequence text, int start, int end, Values values) {
        int name = SecretNames.isMarker(text, start, end) ? -1 : SecretNames.end(text, end);
        Values.Value value = name < 0 ? null : valueAfter(text, name, values);
        return value != null && isSecret(text, value) ? new Match(value.start(), value.end(), value.end()) : null;
    }

    private static Values.@Nullable Value valueAfter(CharSequence text, int name, Values values) {
        if (name < text.length() && text.charAt(name) == '>') {
            return values.inElement(name + 1);
        }
        int start = SecretNames.valueStart(text, name);
        if (start < 0) {
            return null;
        }
        Values.Value value = values.at(start);
        boolean quoted = value != null && value.kind() == Values.Kind.QUOTED;
        return quoted || !SecretNames.isBesideValue(text, name, start) ? value : null;
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

    /**
     * What of a part of a text is the secret that its name says it is, or null; one with spaces in it is a sentence.
     */
    @Nullable
    Match inWhole(CharSequence text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Values.isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && Values.isSpace(text.charAt(end - 1))) {
            end--;
        }
        boolean word = end - start >= least && !hasSpace(text, start, end);
        boolean secret = word && quotedCheck.test(text.subSequence(start, Math.min(end, start + Randomness.SAMPLE)));
        return secret ? new Match(start, end, end) : null;
    }

    private static boolean hasSpace(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Values.isSpace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSecret(CharSequence text, Values.Value value) {
        int length = value.end() - value.start();
        if (length < least) {
            return false;
        }
        CharSequence sample = text.subSequence(value.start(), Math.min(value.end(), value.start() + Randomness.SAMPLE));
        return switch (value.kind()) {
            case BARE -> check.test(sample) && !Identifiers.isMember(sample);
            case CALLED -> check.test(sample) && !Identifiers.isName(sample);
            case QUOTED -> {
                String meant = JsonEscapes.undone(sample).strip();
                yield meant.length() >= least && !hasSpace(meant, 0, meant.length()) && quotedCheck.test(meant);
            }
        };
    }
}
