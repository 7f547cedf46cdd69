package dev.toolrun.audit.tlog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log says of itself: so many records, and this root over them. Its text form is that of C2SP's tlog-checkpoint.
 *
 * @param origin the log's name; also the name of the key that signs for it
 * @param size the number of leaves
 * @param extensions further lines, which other programs ignore
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /**
     * @throws IllegalArgumentException if the origin is no name, the size negative, or an extension not one line
     */
    public Checkpoint {
        VerifierKey.requireName(origin);
        extensions = List.copyOf(extensions);
        if (size < 0 || extensions.stream().anyMatch(line -> line.isEmpty() || line.contains("\n"))) {
            throw new IllegalArgumentException("a checkpoint has a size, and lines that are not empty");
        }
    }

    public Checkpoint(String origin, long size, Hash root) {
        this(origin, size, root, List.of());
    }

    /**
     * Reads a signed checkpoint.
     *
     * @throws IllegalArgumentException with a sentence without a full stop, also if the key has not signed it, or is that of
     *     another log
     */
    public static Checkpoint open(String note, VerifierKey key) {
        SignedNote signed = SignedNote.parse(note);
        Checkpoint checkpoint = parse(signed.text());
        if (!checkpoint.origin.equals(key.name())) {
            throw new IllegalArgumentException(
                    "it is a checkpoint of the log " + checkpoint.origin + ", and the key is that of " + key.name());
        }
        if (!signed.isSignedBy(key)) {
            throw new IllegalArgumentException("it is not signed by the key " + key);
        }
        return checkpoint;
    }

    /** Reads the text without its signatures. */
    static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !SIZE.matcher(lines[1]).matches()) {
            throw new IllegalArgumentException("it is not a checkpoint: a name, a size and a hash, each in its line");
        }
        try {
            List<String> extensions = List.of(lines).subList(3, lines.length - 1);
            return new Checkpoint(lines[0], Long.parseLong(lines[1]), Hash.ofBase64(lines[2]), extensions);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is not a checkpoint: " + e.getMessage(), e);
        }
    }

    /**
     * Signs it.
     *
     * @throws IllegalArgumentException if the key is that of another log
     */
    public SignedNote sign(SigningKey key) {
        if (!key.verifier().name().equals(origin)) {
            throw new IllegalArgumentException(
                    "the key is that of " + key.verifier().name() + ", not of " + origin);
        }
        return SignedNote.sign(text(), key);
    }

    /** The text that is signed. */
    public String text() {
        StringBuilder text = new StringBuilder(origin + "\n" + size + "\n" + root.base64() + "\n");
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
