package dev.toolrun.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Finds all occurrences of many keywords in one pass over a text, whatever is in it (A. Aho and M. Corasick, 1975). ASCII
 * only, in any case. Immutable and thread-safe.
 */
final class KeywordIndex {
    private static final int ALPHABET = 128;

    /** For each state, the next one by character. */
    private final int[][] next;
    /** For each state, which keywords end there. */
    private final int[][] found;

    private final int[] lengths;

    KeywordIndex(List<String> keywords) {
        lengths = keywords.stream().mapToInt(String::length).toArray();
        Tree tree = new Tree();
        for (int i = 0; i < lengths.length; i++) {
            tree.add(keywords.get(i), i);
        }
        tree.link();
        next = tree.next.toArray(int[][]::new);
        found = tree.found.stream()
                .map(ids -> ids.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** Called for each occurrence, by its end. */
    @FunctionalInterface
    interface Occurrence {
        void at(int keyword, int start, int end);
    }

    void search(CharSequence text, Occurrence occurrence) {
        int state = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = Characters.lower(text.charAt(i));
            state = c < ALPHABET ? next[state][c] : 0;
            for (int keyword : found[state]) {
                occurrence.at(keyword, i + 1 - lengths[keyword], i + 1);
            }
        }
    }

    /** What the index is made from. */
    private static final class Tree {
        private final List<int[]> next = new ArrayList<>();
        private final List<List<Integer>> found = new ArrayList<>();

        Tree() {
            addState();
        }

        private int addState() {
            int[] edges = new int[ALPHABET];
            Arrays.fill(edges, -1);
            next.add(edges);
            found.add(new ArrayList<>());
            return next.size() - 1;
        }

        private void add(String keyword, int id) {
            int state = 0;
            for (char c : keyword.toCharArray()) {
                if (next.get(state)[c] < 0) {
                    next.get(state)[c] = addState();
                }
                state = next.get(state)[c];
            }
            found.get(state).add(id);
        }

        /** Where a keyword breaks off, the search goes on in the longest one that its end is the beginning of. */
        private void link() {
            int[] fallback = new int[next.size()];
            Queue<Integer> states = new ArrayDeque<>(List.of(0));
            while (!states.isEmpty()) {
                int state = states.remove();
                found.get(state).addAll(state == 0 ? List.of() : found.get(fallback[state]));
                for (int c = 0; c < ALPHABET; c++) {
                    int onBreak = state == 0 ? 0 : next.get(fallback[state])[c];
                    int target = next.get(state)[c];
                    if (target < 0) {
                        next.get(state)[c] = onBreak;
                    } else {
                        fallback[target] = onBreak;
                        states.add(target);
                    }
                }
            }
        }
    }
}
