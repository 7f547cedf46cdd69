package dev.toolrun.sanitize;

import dev.toolrun.call.ToolResult.Redaction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what each rule changed in the output of one call. Not thread-safe. */
final class Tally {
    static final String CONTROL_CHARACTERS = "control-characters";

    private final Map<String, Long> counts = new TreeMap<>();

    void add(String rule, long count) {
        if (count > 0) {
            counts.merge(rule, count, Long::sum);
        }
    }

    /** In the order of their names. */
    List<Redaction> redactions() {
        return counts.entrySet().stream()
                .map(entry -> new Redaction(entry.getKey(), entry.getValue()))
                .toList();
    }
}
