package dev.toolrun.audit.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A text with signatures under it, in the form of C2SP's signed-note.
 *
 * @param text with its last newline; what is signed
 * @param signatures at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** The longest note that is read, in characters. */
    public static final int MAX_LENGTH = 64 * 1024;

    private static final int MAX_SIGNATURES = 64;
    private static final String SIGNATURE_BEGIN = "\u2014 ";

    /**
     * A line under the text.
     *
     * @param id the first four bytes of the SHA-256 over the key and its name, in Base64 with the signature behind it
     */
    public record NoteSignature(String name, String id) {
        private byte[] decoded() {
            return Base64.getDecoder().decode(id);
        }
    }

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /**
     * Signs a text.
     *
     * @param text ends with a newline
     */
    public static SignedNote sign(String text, SigningKey key) {
        requireText(text);
        byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] id = key.verifier().id();
        byte[] both = ByteBuffer.allocate(id.length + signature.length)
                .put(id)
                .put(signature)
                .array();
        String encoded = Base64.getEncoder().encodeToString(both);
        return new SignedNote(text, List.of(new NoteSignature(key.verifier().name(), encoded)));
    }

    /**
     * Reads a note. Its signatures are not checked by that.
     *
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    public static SignedNote parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (note.length() > MAX_LENGTH || end < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("it is not a signed note: a text, an empty line, and signatures");
        }
        String text = note.substring(0, end + 1);
        requireText(text);
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(end + 2, note.length() - 1).split("\n", -1)) {
            signatures.add(signature(line));
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException("it has too many signatures");
        }
        return new SignedNote(text, signatures);
    }

    /**
     * Whether a key has signed the text. Signatures by others do not count; of that key's own, none may be wrong.
     */
    public boolean isSignedBy(VerifierKey key) {
        byte[] signed = text.getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (NoteSignature signature : signatures) {
            byte[] decoded = signature.decoded();
            if (signature.name().equals(key.name())
                    && Arrays.equals(decoded, 0, VerifierKey.ID_LENGTH, key.id(), 0, VerifierKey.ID_LENGTH)) {
                if (!key.verifies(signed, Arrays.copyOfRange(decoded, VerifierKey.ID_LENGTH, decoded.length))) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** The note as it is written. */
    @Override
    public String toString() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(SIGNATURE_BEGIN)
                .append(signature.name())
                .append(' ')
                .append(signature.id())
                .append('\n'));
        return note.toString();
    }

    private static void requireText(String text) {
        boolean hasControls = text.chars().anyMatch(c -> c != '\n' && (c < 0x20 || Character.isSurrogate((char) c)));
        if (!text.endsWith("\n") || hasControls) {
            throw new IllegalArgumentException("a note's text is lines without control characters");
        }
    }

    private static NoteSignature signature(String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && line.startsWith(SIGNATURE_BEGIN) && VerifierKey.isName(words[1])) {
            NoteSignature signature = new NoteSignature(words[1], words[2]);
            byte[] decoded = signature.decoded();
            // the JDK reads other forms of the same bytes as well
            boolean isOnlyForm = Base64.getEncoder().encodeToString(decoded).equals(words[2]);
            if (isOnlyForm && decoded.length > VerifierKey.ID_LENGTH) {
                return signature;
            }
        }
        throw new IllegalArgumentException("a line under the text is not a signature");
    }
}
