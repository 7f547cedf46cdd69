package dev.toolrun.sanitize;

import dev.toolrun.detect.Redactor;
import dev.toolrun.detect.Replacement;
import dev.toolrun.detect.TextRules;
import dev.toolrun.detect.ValueName;
import java.util.List;

/** Cleans the texts of one call, and counts what it changes. The same secret gets the same marker. Not thread-safe. */
final class TextCleaner {
    private final Redactor redactor;
    private final Tally tally;

    TextCleaner(TextRules rules, Tally tally) {
        redactor = new Redactor(rules);
        this.tally = tally;
    }

    Tally tally() {
        return tally;
    }

    /** Without what must go, and with everything visible. */
    String clean(String raw) {
        return visible(redacted(raw));
    }

    /** The same for the value of a name, which may say that it is a secret. */
    String clean(ValueName name, String raw) {
        return visible(apply(raw, redactor.replacements(name, raw), 0, raw.length()));
    }

    /**
     * A part of a text that is looked at as a whole. What lies across its edges is as absent from it as what lies within.
     */
    String clean(String raw, int from, int to) {
        return visible(apply(raw, redactor.replacements(raw), from, to));
    }

    /** Without what must go; other characters stay as they are. */
    String redacted(String raw) {
        return apply(raw, redactor.replacements(raw), 0, raw.length());
    }

    private String apply(String raw, List<Replacement> replacements, int from, int to) {
        StringBuilder text = new StringBuilder();
        int at = from;
        for (Replacement replacement : replacements) {
            if (replacement.end() > from && replacement.start() < to) {
                text.append(raw, at, Math.max(at, replacement.start())).append(replacement.text());
                tally.add(replacement.rule(), 1);
                at = replacement.end();
            }
        }
        return text.append(raw, Math.min(at, to), to).toString();
    }

    private String visible(String text) {
        VisibleText visible = VisibleText.of(text);
        tally.add(Tally.CONTROL_CHARACTERS, visible.escaped());
        return visible.text();
    }
}
