package dev.toolrun.detect;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what must go from the texts of one call. The same secret gets the same marker in all of them, such as
 * {@code [secret-1]}, by the order in which they are asked about; nothing links the markers of two calls. The detectors
 * take time in proportion to the text, whatever is in it; a text that takes masks too long is masked as a whole. Not
 * thread-safe.
 */
public final class Redactor {
    private final TextRules rules;
    private final MaskWork work;
    private final Map<Detector, Map<String, Integer>> numbers = new EnumMap<>(Detector.class);

    public Redactor(TextRules rules) {
        this(rules, MaskWork.ofThread());
    }

    Redactor(TextRules rules, MaskWork work) {
        this.rules = rules;
        this.work = work;
    }

    /** A redactor for text of callers and of our own: secrets alone. */
    public static Redactor ofSecrets() {
        return new Redactor(TextRules.DEFAULT);
    }

    /** What must go from a text: parts that do not overlap, in the order of the text. */
    public List<Replacement> replacements(String text) {
        return TextSearch.of(rules, work, text).stream().map(this::replacement).toList();
    }

    /**
     * What must go from the value of a name.
     *
     * @param name may say that the value is a secret
     */
    public List<Replacement> replacements(ValueName name, String value) {
        return TextSearch.of(rules, work, name, value).stream()
                .map(this::replacement)
                .toList();
    }

    /** The text with everything replaced that must go. */
    public String redacted(String text) {
        return apply(text, replacements(text));
    }

    /** The value of a name with everything replaced that must go. */
    public String redacted(ValueName name, String value) {
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

    /** The same secret may be found as it is, and as it is written in a string of JSON, perhaps with a line's end. */
    private static String plain(String found) {
        String plain = found.indexOf('\\') < 0 ? found : JsonEscapes.undone(found);
        return plain.strip();
    }

    private Replacement replacement(Finding finding) {
        Detector detector = finding.detector();
        if (detector == null) {
            return new Replacement(finding.start(), finding.end(), finding.rule(), finding.text());
        }
        Map<String, Integer> known = numbers.computeIfAbsent(detector, d -> new HashMap<>());
        String secret = plain(finding.text());
        Integer number = known.get(secret);
        if (number == null) {
            number = known.size() + 1;
            known.put(secret, number);
        }
        String marker = "[" + detector.marker() + "-" + number + "]";
        return new Replacement(finding.start(), finding.end(), finding.rule(), marker);
    }
}
