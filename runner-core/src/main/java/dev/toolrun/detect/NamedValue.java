package dev.toolrun.detect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of a name in a text that says so, as JSON does; unlike there, nothing in the value is escaped, and where it ends
 * is known.
 *
 * @param text the name and the value
 * @param start where the value begins in the text
 * @param end where it ends
 * @param rule what the name says of the value; null: nothing
 */
record NamedValue(String text, int start, int end, @Nullable AssignmentRule rule) {

    static NamedValue of(ValueName name, String value) {
        String prefix = "\"" + name.end() + "\": \"";
        return new NamedValue(prefix + value + "\"", prefix.length(), prefix.length() + value.length(), name.rule());
    }

    /** Whether some of a finding is in the value. */
    boolean touches(Finding finding) {
        return finding.end() > start && finding.start() < end;
    }

    /** Tells of the value as a whole, if it is the secret that its name says it is. */
    void findWhole(TextView view, RuleSet.Matches matches) {
        int from = view.firstFrom(start);
        int to = view.firstFrom(end);
        Rule.Match match = rule == null ? null : rule.inWhole(view.text(), from, to);
        if (match != null) {
            matches.found(match.start(), match.end());
        }
    }

    /** The part of a finding that is in the value, where it stands in the value; empty: none of it. */
    Optional<Finding> within(Finding finding) {
        int from = Math.max(finding.start(), start);
        int to = Math.min(finding.end(), end);
        return from >= to
                ? Optional.empty()
                : Optional.of(new Finding(
                        from - start,
                        to - start,
                        finding.precedence(),
                        finding.detector(),
                        finding.rule(),
                        finding.text()));
    }
}
