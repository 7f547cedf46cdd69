package dev.toolrun.detect;

/** The escapes of a JSON string (RFC 8259), wherever they stand. */
final class JsonEscapes {
    private static final int UNICODE_LENGTH = 6;

    private JsonEscapes() {}

    /** How many characters stand for one, from an index on; 1: no escape begins there. */
    static int length(CharSequence text, int i) {
        if (text.charAt(i) != '\\' || i + 1 >= text.length()) {
            return 1;
        }
        return switch (text.charAt(i + 1)) {
            case 'u' -> isHex(text, i + 2, i + UNICODE_LENGTH) ? UNICODE_LENGTH : 1;
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            default -> 1;
        };
    }

    private static boolean isHex(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (i >= text.length() || text.charAt(i) > 'f' || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The character that an escape stands for. */
    static char meant(CharSequence text, int i) {
        char kind = text.charAt(i + 1);
        return switch (kind) {
            case 'u' -> code(text, i + 2, i + UNICODE_LENGTH);
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }

    private static char code(CharSequence text, int from, int to) {
        return (char) Integer.parseInt(text.subSequence(from, to).toString(), 16);
    }

    /** A text without them. */
    static String undone(CharSequence text) {
        StringBuilder undone = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int length = length(text, i);
            undone.append(length == 1 ? text.charAt(i) : meant(text, i));
            i += length;
        }
        return undone.toString();
    }
}
