package dev.toolrun.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator's own pattern, and what its matches become. The syntax is RE2's, so that each match takes linear time; the
 * pattern's length and the size of its program are bounded, and so is the work of all matches in a text. In the
 * replacement, {@code $1} and <code>${name}</code> stand for groups, and <code>\$</code> and <code>\\</code> for these
 * characters. Immutable and thread-safe.
 */
public final class MaskPattern {
    /** Most characters of a pattern. */
    public static final int MAX_LENGTH = 1000;

    /** What stands for a text that takes too long. */
    static final String TOO_LONG = "[masked: the pattern takes too long]";

    private static final int MAX_PROGRAM = 3000;
    private static final Pattern REFERENCE =
            Pattern.compile("\\\\([\\\\$])|\\$(?:([0-9]{1,9})|\\{([A-Za-z0-9_]{1,100})\\})|([\\\\$])");

    private final String name;
    private final Pattern pattern;
    private final List<Piece> replacement;

    private MaskPattern(String name, Pattern pattern, List<Piece> replacement) {
        this.name = name;
        this.pattern = pattern;
        this.replacement = List.copyOf(replacement);
    }

    /**
     * @param name counts its matches in the {@code redactions} of a result
     * @throws BadPattern with one sentence, and whether pattern or replacement is meant
     */
    public static MaskPattern of(String name, String pattern, String replacement) throws BadPattern {
        Pattern compiled = compile(pattern);
        return new MaskPattern(name, compiled, pieces(replacement, compiled));
    }

    public String name() {
        return name;
    }

    /** A pattern or a replacement that can't be used. */
    public static final class BadPattern extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean inReplacement;

        private BadPattern(boolean inReplacement, String message) {
            super(message);
            this.inReplacement = inReplacement;
        }

        /** Whether the replacement is to blame, not the pattern. */
        public boolean inReplacement() {
            return inReplacement;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** Told of each match that is not empty, from left to right. */
    @FunctionalInterface
    interface Matches {
        void found(int start, int end, String replacement);
    }

    /**
     * Finds all matches in a text.
     *
     * @throws MaskWork.Spent where the text takes too long, since each of many matches needs far more of it than it takes
     */
    void find(String text, MaskWork work, Matches matches) {
        Matcher matcher = pattern.matcher(new CountedText(text, work));
        work.begin();
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                matches.found(matcher.start(), matcher.end(), expanded(matcher));
            }
        }
        work.end();
    }

    /** A text that tells how much of it is read. */
    private record CountedText(String text, MaskWork work) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            work.read();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private String expanded(Matcher matcher) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : replacement) {
            String group = piece.group() < 0 ? piece.literal() : matcher.group(piece.group());
            text.append(group == null ? "" : group);
        }
        return text.toString();
    }

    private static Pattern compile(String pattern) throws BadPattern {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            throw new BadPattern(false, "must have 1 to " + MAX_LENGTH + " characters");
        }
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (compiled.programSize() > MAX_PROGRAM) {
                throw new BadPattern(false, "repeats too much, and would take too long");
            }
            if (compiled.matcher("").find()) {
                throw new BadPattern(false, "must not match the empty text");
            }
            return compiled;
        } catch (PatternSyntaxException e) {
            throw new BadPattern(false, "is no pattern in RE2 syntax: " + e.getDescription());
        }
    }

    private static List<Piece> pieces(String replacement, Pattern pattern) throws BadPattern {
        List<Piece> pieces = new ArrayList<>();
        Matcher references = REFERENCE.matcher(replacement);
        int at = 0;
        while (references.find()) {
            pieces.add(new Piece(replacement.substring(at, references.start()), -1));
            pieces.add(piece(references, pattern));
            at = references.end();
        }
        pieces.add(new Piece(replacement.substring(at), -1));
        return pieces;
    }

    private static Piece piece(Matcher reference, Pattern pattern) throws BadPattern {
        if (reference.group(1) != null) {
            return new Piece(reference.group(1), -1);
        }
        if (reference.group(4) != null) {
            throw new BadPattern(true, "must have a group after '$', and '\\$' or '\\\\' for these characters");
        }
        String name = reference.group(2) == null ? reference.group(3) : reference.group(2);
        Integer group = name.matches("[0-9]{1,9}")
                ? Integer.valueOf(name)
                : pattern.namedGroups().get(name);
        if (group == null || group > pattern.groupCount()) {
            throw new BadPattern(true, "names group '" + name + "', which the pattern does not have");
        }
        return new Piece("", group);
    }

    /** A literal, or what a group has matched. */
    private record Piece(String literal, int group) {}
}
