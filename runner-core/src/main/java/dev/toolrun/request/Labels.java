package dev.toolrun.request;

/** Names that end up in log lines, container labels and environments. */
public final class Labels {
    /** In UTF-16 code units. */
    public static final int MAX_LENGTH = 256;

    private Labels() {}

    /** Whether a name is short, not blank, and free of control characters and of halves of characters. */
    public static boolean isPrintable(String label) {
        return !label.isBlank()
                && label.length() <= MAX_LENGTH
                && label.codePoints().noneMatch(Character::isISOControl)
                && label.codePoints().noneMatch(Labels::isHalf);
    }

    /** In UTF-8 all of them would become the same question mark. */
    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
