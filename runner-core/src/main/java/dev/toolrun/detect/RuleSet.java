package dev.toolrun.detect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of one detector. Finds in linear time: one pass for the keywords, and bounded work at each. Thread-safe. */
final class RuleSet {
    private final List<Rule> rules;
    private final KeywordIndex index;
    /** For each keyword, the rules that have it. */
    private final List<List<Integer>> rulesOf = new ArrayList<>();

    RuleSet(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        Map<String, List<Integer>> byKeyword = new LinkedHashMap<>();
        for (int i = 0; i < this.rules.size(); i++) {
            for (String keyword : this.rules.get(i).keywords()) {
                byKeyword.computeIfAbsent(keyword, k -> new ArrayList<>()).add(i);
            }
        }
        index = new KeywordIndex(List.copyOf(byKeyword.keySet()));
        rulesOf.addAll(byKeyword.values());
    }

    /** Told of each match, in no particular order. */
    @FunctionalInterface
    interface Matches {
        void found(int start, int end);
    }

    void find(CharSequence text, Matches matches) {
        int[] passed = new int[rules.size()];
        index.search(text, (keyword, start) -> {
            for (int i : rulesOf.get(keyword)) {
                if (start >= passed[i]) {
                    Rule.Match match = rules.get(i).matchAt(text, start, passed[i]);
                    if (match != null) {
                        passed[i] = match.passed();
                        matches.found(match.start(), match.end());
                    }
                }
            }
        });
    }
}
