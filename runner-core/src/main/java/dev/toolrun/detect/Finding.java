package dev.toolrun.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that was found.
 *
 * @param start index in the text as it was given
 * @param end index after it
 * @param precedence the lower, the more this finding counts of two about the same
 * @param detector which detector found it; null: a mask
 * @param rule the detector's or the mask's name
 * @param text of a detector: what it found; of a mask: what stands in its place
 */
record Finding(int start, int end, int precedence, @Nullable Detector detector, String rule, String text) {

    private static final Comparator<Finding> CHIEF_FIRST = Comparator.comparing(
                    (Finding finding) -> finding.detector != Detector.SECRETS)
            .thenComparingInt(finding -> finding.start - finding.end)
            .thenComparingInt(Finding::precedence);

    /**
     * One finding for all that overlap: it covers them, so that no piece of any stays, and is called what the largest is, or
     * the largest secret.
     */
    static List<Finding> merged(List<Finding> findings) {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::precedence));
        List<Finding> merged = new ArrayList<>();
        for (Finding finding : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && finding.start < merged.get(last).end) {
                merged.set(last, merged.get(last).with(finding));
            } else {
                merged.add(finding);
            }
        }
        return merged;
    }

    private Finding with(Finding other) {
        Finding chief = CHIEF_FIRST.compare(other, this) < 0 ? other : this;
        return new Finding(
                Math.min(start, other.start),
                Math.max(end, other.end),
                chief.precedence,
                chief.detector,
                chief.rule,
                chief.text);
    }
}
