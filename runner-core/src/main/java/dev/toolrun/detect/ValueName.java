package dev.toolrun.detect;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A name of values, as in a JSON object, a header or a list of parameters, and what it says of them. The name is looked at
 * once, in all its forms; each value then costs its own length only, and at most {@value #MOST} characters of the name.
 * Immutable and thread-safe.
 */
public final class ValueName {
    /** Of a value that has no name. */
    public static final ValueName NONE = new ValueName("", null, false);

    /** What a rule reads of a name stands at its end. */
    private static final int MOST = 80;
    /** Beside the words of {@link Assignments}, what rules look for that go on behind the quote of a name. */
    private static final List<String> WORDS = List.of("authorization", "secret", "-----begin ");

    /** What may stand behind the word that counts: {@code user[password]}, {@code password:}. */
    private static final String BEHIND = " \t\r\n:=?*()[]";

    private final String end;
    private final @Nullable AssignmentRule rule;
    private final boolean telling;

    private ValueName(String end, @Nullable AssignmentRule rule, boolean telling) {
        this.end = end;
        this.rule = rule;
        this.telling = telling;
    }

    /** What a name says, whatever invisible characters, terminal sequences and escapes are in it. */
    public static ValueName of(String name) {
        ValueName[] known = {NONE};
        TextForms.forEach(TextView.of(name), form -> {
            if (!known[0].telling) {
                known[0] = ofForm(form.text());
            }
        });
        return known[0];
    }

    private static ValueName ofForm(String form) {
        StringBuilder plain = new StringBuilder();
        form.codePoints()
                .filter(c -> c != '"' && c != '\\' && c != '\ufffd' && !HiddenCharacters.isIgnorable(c))
                .forEach(plain::appendCodePoint);
        int length = plain.length();
        while (length > 0 && BEHIND.indexOf(plain.charAt(length - 1)) >= 0) {
            length--;
        }
        String name = plain.substring(0, length);
        String end = name.substring(Math.max(0, name.length() - MOST));
        AssignmentRule rule = Assignments.ruleFor(end);
        String lower = end.toLowerCase(Locale.ROOT);
        return new ValueName(end, rule, rule != null || WORDS.stream().anyMatch(lower::contains));
    }

    /** Whether the name could make a secret of a value that is none by itself. */
    boolean isTelling() {
        return telling;
    }

    /** The end of the name, without quotes and hidden characters. */
    String end() {
        return end;
    }

    /** What the name says of its value as a whole; null: nothing. */
    @Nullable
    AssignmentRule rule() {
        return rule;
    }
}
