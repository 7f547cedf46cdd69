package dev.toolrun.detect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of one detector. Finds in linear time: one pass for the keywords, and what the rules take. Thread-safe. */
final class RuleSet {
    private final List<Rule> rules;
    private final KeywordIndex index;
    /** For each keyword, the rules that have it. */
    private final int[][] rulesOf;

    RuleSet(List<? extends Rule> rules) {
        this.rules = List.copyOf(rules);
        Map<String, List<Integer>> byKeyword = new LinkedHashMap<>();
        for (int i = 0; i < this.rules.size(); i++) {
            for (String keyword : this.rules.get(i).keywords()) {
                byKeyword.computeIfAbsent(keyword, k -> new ArrayList<>()).add(i);
            }
        }
        index = new KeywordIndex(List.copyOf(byKeyword.keySet()));
        rulesOf = byKeyword.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** Told of each match, in no particular order. */
    @FunctionalInterface
    interface Matches {
        void found(int start, int end);
    }

    void find(CharSequence text, Traces traces, Matches matches) {
        Pass pass = new Pass(text, traces, matches);
        index.search(text, pass::at);
    }

    /** Goes over one text. */
    private final class Pass {
        private final CharSequence text;
        private final Traces traces;
        private final Matches matches;
        private final int[] passed = new int[rules.size()];
        /** Begun when first needed. */
        private final Rule.Search[] searches = new Rule.Search[rules.size()];

        Pass(CharSequence text, Traces traces, Matches matches) {
            this.text = text;
            this.traces = traces;
            this.matches = matches;
        }

        void at(int keyword, int start, int end) {
            for (int i : rulesOf[keyword]) {
                if (start >= passed[i]) {
                    Rule.Match match = search(i).matchAt(start, end, passed[i]);
                    if (match != null) {
                        passed[i] = match.passed();
                        matches.found(match.start(), match.end());
                    }
                }
            }
        }

        private Rule.Search search(int i) {
            Rule.Search begun = searches[i];
            if (begun == null) {
                begun = rules.get(i).in(text, traces);
                searches[i] = begun;
            }
            return begun;
        }
    }
}
