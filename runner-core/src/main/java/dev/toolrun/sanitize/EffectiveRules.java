package dev.toolrun.sanitize;

import dev.toolrun.detect.Detector;
import dev.toolrun.detect.MaskPattern;
import dev.toolrun.detect.TextRules;
import dev.toolrun.validation.ValidatedCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What all entries together say about one call.
 *
 * @param maxLength most characters of each stream
 */
record EffectiveRules(TextRules text, FieldRules fields, int maxLength) {

    static EffectiveRules of(List<SanitizingRule> rules, ValidatedCall call) {
        String role = call.principal().role();
        List<SanitizingRule> matching = rules.stream()
                .filter(rule -> rule.appliesTo(call.tool().name(), role == null ? "" : role))
                .toList();
        List<MaskPattern> masks =
                matching.stream().flatMap(rule -> rule.maskPatterns().stream()).toList();
        FieldRules fields = new FieldRules(
                matching.stream().flatMap(rule -> rule.redactFields().stream()).toList(),
                matching.stream()
                        .map(SanitizingRule::onlyFields)
                        .filter(paths -> !paths.isEmpty())
                        .toList());
        return new EffectiveRules(new TextRules(detectors(matching), masks), fields, maxLength(matching));
    }

    private static Set<Detector> detectors(List<SanitizingRule> matching) {
        Set<Detector> detectors = EnumSet.copyOf(Detector.ALWAYS);
        matching.forEach(rule -> detectors.addAll(rule.detectors()));
        matching.forEach(rule -> detectors.removeAll(rule.withoutDetectors()));
        return detectors;
    }

    private static int maxLength(List<SanitizingRule> matching) {
        int least = Integer.MAX_VALUE;
        for (SanitizingRule rule : matching) {
            Integer length = rule.maxOutputLength();
            least = length == null ? least : Math.min(least, length);
        }
        return least;
    }
}
