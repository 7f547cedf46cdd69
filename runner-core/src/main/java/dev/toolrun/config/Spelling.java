package dev.toolrun.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses what a misspelt name was meant to be. */
final class Spelling {
    private static final int MAX_LENGTH = 64;

    private Spelling() {}

    /** For example {@code ; did you mean 'tools'?}, or nothing if no known name is near. */
    static String suggestion(String written, Collection<String> known) {
        String nearest = nearest(written, known);
        return nearest == null ? "" : "; did you mean '" + nearest + "'?";
    }

    /** The nearest of the known names if it is near enough for a slip, or null. */
    static @Nullable String nearest(String written, Collection<String> known) {
        int allowed = written.length() < 4 ? 1 : 2;
        return known.stream()
                .filter(name -> distance(written, name) <= allowed)
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** Insertions, deletions, replacements and swaps of neighbours, without regard to case. */
    private static int distance(String written, String name) {
        String a = written.toLowerCase(Locale.ROOT);
        String b = name.toLowerCase(Locale.ROOT);
        if (a.length() > MAX_LENGTH || b.length() > MAX_LENGTH) {
            return MAX_LENGTH;
        }
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : step(table, a, i, b, j);
            }
        }
        return table[a.length()][b.length()];
    }

    private static int step(int[][] table, String a, int i, String b, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(table[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, 1 + table[i - 2][j - 2]) : best;
    }
}
