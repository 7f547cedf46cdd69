package dev.toolrun.detect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what is to go from one text, in all its forms. Not thread-safe. */
final class TextSearch {
    /** What one removal uncovers, the next round removes; it never takes more. */
    private static final int MAX_ROUNDS = 4;

    private static final int MASKS_FIRST = 1;
    /** No secret has fewer characters, even with what stands around it. */
    private static final int LEAST_SECRET = 6;

    private final TextRules rules;
    private final MaskWork work;
    private final @Nullable NamedValue named;

    private TextSearch(TextRules rules, MaskWork work, @Nullable NamedValue named) {
        this.rules = rules;
        this.work = work;
        this.named = named;
    }

    /**
     * What is to go from a text: parts that do not overlap, in its order.
     *
     * @param work what the masks may take for all texts
     */
    static List<Finding> of(TextRules rules, MaskWork work, String text) {
        boolean secretsAlone = rules.masks().isEmpty() && Detector.ALWAYS.containsAll(rules.detectors());
        if (secretsAlone && text.length() < LEAST_SECRET) {
            return List.of();
        }
        work.addText(text.length());
        return new TextSearch(rules, work, null).inRounds(TextView.of(text));
    }

    /** What is to go from the value of a name. */
    static List<Finding> of(TextRules rules, MaskWork work, ValueName name, String value) {
        if (!name.isTelling() || value.length() < LEAST_SECRET) {
            return of(rules, work, value);
        }
        NamedValue named = NamedValue.of(name, value);
        List<Finding> all = new ArrayList<>();
        work.addText(named.text().length());
        for (Finding finding : new TextSearch(rules, work, named).inRounds(TextView.of(named.text()))) {
            named.within(finding).ifPresent(all::add);
        }
        if (!rules.masks().isEmpty()) {
            all.addAll(of(rules, work, value)); // a mask may be about the beginning or the end of a text
        }
        return Finding.merged(all);
    }

    private List<Finding> inRounds(TextView view) {
        List<Finding> all = inForms(view);
        List<Finding> latest = all;
        for (int round = 1; round < MAX_ROUNDS && !latest.isEmpty(); round++) {
            latest = inForms(without(view, all));
            List<Finding> more = new ArrayList<>(all);
            more.addAll(latest);
            all = Finding.merged(more);
        }
        return all;
    }

    private List<Finding> inForms(TextView given) {
        List<Finding> found = new ArrayList<>();
        TextForms.forEach(given, view -> {
            rules.detectors().forEach(detector -> find(detector, view, found));
            for (int i = 0; i < rules.masks().size() && !work.isSpent(); i++) {
                find(rules.masks().get(i), MASKS_FIRST + i, view, found);
            }
        });
        if (named != null) {
            found.removeIf(finding -> !named.touches(finding));
        }
        return Finding.merged(found);
    }

    private void find(Detector detector, TextView view, List<Finding> found) {
        int precedence =
                detector == Detector.SECRETS ? 0 : MASKS_FIRST + rules.masks().size() + detector.ordinal();
        RuleSet.Matches matches = (start, end) -> found.add(new Finding(
                view.origin(start),
                view.originOfEnd(end),
                precedence,
                detector,
                detector.wireName(),
                view.text().substring(start, end)));
        detector.rules().find(view.text(), view, matches);
        if (named != null && detector == Detector.SECRETS) {
            named.findWhole(view, matches);
        }
    }

    /** What takes too long is one finding as a whole: nobody has seen what else is in it. */
    private void find(MaskPattern mask, int precedence, TextView view, List<Finding> found) {
        try {
            mask.find(
                    view.text(),
                    work,
                    (start, end, replacement) -> found.add(new Finding(
                            view.origin(start), view.originOfEnd(end), precedence, null, mask.name(), replacement)));
        } catch (MaskWork.Spent e) {
            int whole = view.origin(view.text().length());
            found.add(new Finding(0, whole, precedence, null, mask.name(), MaskPattern.TOO_LONG));
        }
    }

    /** The text as it will look, with a stand-in for each marker. */
    private static TextView without(TextView view, List<Finding> findings) {
        TextView.Writer writer = new TextView.Writer(view);
        int at = 0;
        for (Finding finding : findings) {
            while (at < finding.start()) {
                writer.put(view.text().charAt(at), at++);
            }
            writer.put('[', at);
            if (finding.end() - at > 1) {
                writer.put(']', at);
            }
            at = finding.end();
        }
        while (at < view.text().length()) {
            writer.put(view.text().charAt(at), at++);
        }
        return writer.view();
    }
}
