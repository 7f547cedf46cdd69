package dev.toolrun.sanitize;

import dev.toolrun.detect.HiddenCharacters;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes names that a tool chose safe to create below a directory, to print and to read: relative, without {@code ..}, of
 * visible characters only, not hidden and not like an option, short, and each different from all others. Not thread-safe.
 */
final class ArtifactNames {
    private static final int MAX_CHARS = 255;
    private static final int MAX_COMPONENT_BYTES = 200;
    private static final int KEPT_OF_A_LONG_NAME = 40;
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,10}$");
    /** All but letters, marks, numbers, punctuation, symbols, the space, and the joiners and tags that are not hidden. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} \\u200c\\u200d\\x{E0020}-\\x{E007F}]|[\\\\\\uFFFD]");

    /** Files and directories that are taken, in the form in which names are compared. */
    private final Set<String> files = new HashSet<>();

    private final Set<String> directories = new HashSet<>();
    private final UnaryOperator<String> redaction;
    private long renamed;

    /**
     * @param redaction takes out of a whole path what must not be read in it
     */
    ArtifactNames(UnaryOperator<String> redaction) {
        this.redaction = redaction;
    }

    /** A name for a file; never one that it gave before. */
    String clean(byte[] path) {
        String given = Utf8.decode(path);
        String raw = redaction.apply(given);
        String wanted = shortened(
                Arrays.stream(raw.split("/", -1)).map(ArtifactNames::component).collect(Collectors.joining("/")));
        String name = wanted;
        for (int n = 2; isTaken(name); n++) {
            name = numbered(wanted, n);
        }
        take(name);
        if (!name.equals(given)) {
            renamed++;
        }
        return name;
    }

    /** How many names had to be changed. */
    long renamed() {
        return renamed;
    }

    private static String component(String raw) {
        String visible = INVISIBLE.matcher(withoutHidden(raw)).replaceAll("_").strip();
        boolean misleading = visible.isEmpty() || visible.startsWith(".") || visible.startsWith("-");
        String safe = misleading ? "_" + visible : visible;
        return safe.getBytes(StandardCharsets.UTF_8).length > MAX_COMPONENT_BYTES ? cut(safe) : safe;
    }

    private static String withoutHidden(String raw) {
        StringBuilder visible = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i += Character.charCount(raw.codePointAt(i))) {
            visible.appendCodePoint(HiddenCharacters.isHiddenAt(raw, i) ? '_' : raw.codePointAt(i));
        }
        return visible.toString();
    }

    private static String shortened(String name) {
        return name.length() > MAX_CHARS ? cut(name.substring(name.lastIndexOf('/') + 1)) : name;
    }

    /** The beginning and the extension; which of several long names it was, a number will tell. */
    private static String cut(String name) {
        Matcher extension = EXTENSION.matcher(name);
        int end = name.offsetByCodePoints(0, Math.min(KEPT_OF_A_LONG_NAME, name.codePointCount(0, name.length())));
        return name.substring(0, end) + (extension.find() && extension.start() >= end ? "~" + extension.group() : "~");
    }

    /** Puts a number into the first component, since a file there may be in the way of directories. */
    private static String numbered(String name, int n) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? name : name.substring(0, slash);
        Matcher extension = EXTENSION.matcher(first);
        int at = extension.find() ? extension.start() : first.length();
        return name.substring(0, at) + "~" + n + name.substring(at);
    }

    private boolean isTaken(String name) {
        String key = key(name);
        return files.contains(key) || directories.contains(key) || parents(key).anyMatch(files::contains);
    }

    private void take(String name) {
        String key = key(name);
        files.add(key);
        parents(key).forEach(directories::add);
    }

    private static Stream<String> parents(String key) {
        return IntStream.range(0, key.length())
                .filter(i -> key.charAt(i) == '/')
                .mapToObj(i -> key.substring(0, i));
    }

    /** The same for names that some file system takes for the same. */
    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
