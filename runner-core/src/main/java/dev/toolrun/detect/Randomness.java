package dev.toolrun.detect;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Tells values that were drawn at random from words, names, paths and numbers that people write. */
final class Randomness {
    private static final double LEAST_BITS_PER_CHARACTER = 3.0;
    private static final int LEAST_RANDOM_CHARACTERS = 8;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9]+");
    /** A word in one case or another, perhaps with a number: {@code sha256}, {@code Token2}, {@code 2026}, {@code v12}. */
    private static final Pattern WORD =
            Pattern.compile("[0-9]{1,6}|(?:[A-Z]?[a-z]+|[A-Z]+)+[0-9]{0,3}|[0-9]{1,4}[A-Za-z]{1,4}");

    private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
    private static final Pattern REFERENCE = Pattern.compile(
            "\\$[({]?\\{?[A-Za-z_].*|%[A-Za-z_]+%.*|<.*|\\{.*|\\[.*|@[A-Za-z].*|\\*+.*|\\.{2,}.*|-+.*|(.)\\1*");

    private Randomness() {}

    /** Whether a text has letters and digits mixed as words and names don't have them, and little repetition. */
    static boolean isRandom(String text) {
        if (isReference(text) || bitsPerCharacter(text) < LEAST_BITS_PER_CHARACTER) {
            return false;
        }
        int random = 0;
        for (String piece : BETWEEN_WORDS.split(text)) {
            random += isRandomPiece(piece) ? piece.length() : 0;
        }
        return random >= LEAST_RANDOM_CHARACTERS;
    }

    /** Whether a text could be a password: no reference to one, and not letters alone. */
    static boolean isNoWord(String text) {
        boolean letters = text.chars().anyMatch(Character::isLetter);
        boolean others = text.chars().anyMatch(c -> !Character.isLetter(c) && "_-./:".indexOf(c) < 0);
        return letters && others && !isReference(text) && !text.startsWith("/");
    }

    private static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches() || ADDRESS.matcher(text).matches();
    }

    private static boolean isRandomPiece(String piece) {
        return piece.chars().anyMatch(Character::isLetter)
                && piece.chars().anyMatch(Character::isDigit)
                && !WORD.matcher(piece).matches();
    }

    /** Shannon's entropy of the characters. */
    static double bitsPerCharacter(String text) {
        Map<Integer, Integer> counts = new HashMap<>();
        text.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
        double bits = 0;
        for (int count : counts.values()) {
            double share = (double) count / text.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
