package dev.toolrun.detect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what must go from the texts of one call. The same secret gets the same marker in all of them, such as
 * {@code [secret-1]}, by the order in which they are asked about; nothing links the markers of two calls. The detectors
 * take time in proportion to the text, whatever is in it. Not thread-safe.
 */
public final class Redactor {
    /** What one removal uncovers, the next round removes; it never takes more. */
    private static final int MAX_ROUNDS = 4;

    private static final int MASKS_FIRST = 1;

    private final TextRules rules;
    private final Map<Detector, Map<String, Integer>> numbers = new EnumMap<>(Detector.class);

    public Redactor(TextRules rules) {
        this.rules = rules;
    }

    /** A redactor for text of callers and of our own: secrets alone. */
    public static Redactor ofSecrets() {
        return new Redactor(TextRules.DEFAULT);
    }

    /** What must go from a text: parts that do not overlap, in the order of the text. */
    public List<Replacement> replacements(String text) {
        return found(text).stream().map(this::replacement).toList();
    }

    /**
     * What must go from the value of a name, as in a JSON object, a header or a list of parameters.
     *
     * @param name may say that the value is a secret
     */
    public List<Replacement> replacements(String name, String value) {
        String prefix = "\"" + name.replaceAll("[\"\\\\]", "") + "\": \"";
        List<Finding> inValue = new ArrayList<>();
        for (Finding finding : found(prefix + value + "\"")) {
            int start = Math.max(0, finding.start() - prefix.length());
            int end = Math.min(value.length(), finding.end() - prefix.length());
            if (start < end) {
                inValue.add(new Finding(
                        start, end, finding.precedence(), finding.detector(), finding.rule(), finding.text()));
            }
        }
        inValue.addAll(found(value));
        return Finding.merged(inValue).stream().map(this::replacement).toList();
    }

    /** The text with everything replaced that must go. */
    public String redacted(String text) {
        return apply(text, replacements(text));
    }

    /** The value of a name with everything replaced that must go. */
    public String redacted(String name, String value) {
        return apply(value, replacements(name, value));
    }

    /** A text with these parts replaced. */
    public static String apply(String text, List<Replacement> replacements) {
        if (replacements.isEmpty()) {
            return text;
        }
        StringBuilder applied = new StringBuilder(text.length());
        int at = 0;
        for (Replacement replacement : replacements) {
            applied.append(text, at, replacement.start()).append(replacement.text());
            at = replacement.end();
        }
        return applied.append(text, at, text.length()).toString();
    }

    private List<Finding> found(String text) {
        TextView view = TextView.of(text);
        List<Finding> all = findings(view);
        List<Finding> latest = all;
        for (int round = 1; round < MAX_ROUNDS && !latest.isEmpty(); round++) {
            latest = findings(without(view, all));
            List<Finding> more = new ArrayList<>(all);
            more.addAll(latest);
            all = Finding.merged(more);
        }
        return all;
    }

    private List<Finding> findings(TextView given) {
        List<Finding> found = new ArrayList<>();
        TextForms.forEach(given, view -> {
            for (Detector detector : rules.detectors()) {
                int precedence = detector == Detector.SECRETS
                        ? 0
                        : MASKS_FIRST + rules.masks().size() + detector.ordinal();
                detector.rules()
                        .find(
                                view.text(),
                                (start, end) -> found.add(new Finding(
                                        view.origin(start),
                                        view.origin(end),
                                        precedence,
                                        detector,
                                        detector.wireName(),
                                        view.text().substring(start, end))));
            }
            for (int i = 0; i < rules.masks().size(); i++) {
                MaskPattern mask = rules.masks().get(i);
                int precedence = MASKS_FIRST + i;
                mask.find(
                        view.text(),
                        (start, end, replacement) -> found.add(new Finding(
                                view.origin(start), view.origin(end), precedence, null, mask.name(), replacement)));
            }
        });
        return Finding.merged(found);
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

    private Replacement replacement(Finding finding) {
        Detector detector = finding.detector();
        if (detector == null) {
            return new Replacement(finding.start(), finding.end(), finding.rule(), finding.text());
        }
        Map<String, Integer> known = numbers.computeIfAbsent(detector, d -> new HashMap<>());
        Integer number = known.get(finding.text());
        if (number == null) {
            number = known.size() + 1;
            known.put(finding.text(), number);
        }
        String marker = "[" + detector.marker() + "-" + number + "]";
        return new Replacement(finding.start(), finding.end(), finding.rule(), marker);
    }
}
