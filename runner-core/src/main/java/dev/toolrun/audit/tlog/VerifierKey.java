package dev.toolrun.audit.tlog;

import dev.toolrun.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public half of an Ed25519 key with its name, as C2SP's signed-note has them: {@code <name>+<id>+<key in Base64>}.
 * Immutable.
 */
public final class VerifierKey {
    static final String ALGORITHM = "Ed25519";
    static final int ID_LENGTH = 4;
    private static final int KEY_LENGTH = 32;
    private static final byte ED25519_TYPE = 1;
    private static final Pattern FORM = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]+)");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Z}\\p{C}+]{1,255}");
    /** What stands before a key in its X.509 form (RFC 8410). */
    private static final byte[] X509_BEGIN = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    private VerifierKey(String name, byte[] raw) {
        requireName(name);
        this.name = name;
        this.raw = raw;
        try {
            byte[] x509 = Arrays.copyOf(X509_BEGIN, X509_BEGIN.length + KEY_LENGTH);
            System.arraycopy(raw, 0, x509, X509_BEGIN.length, KEY_LENGTH);
            key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(x509));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is not an Ed25519 key", e);
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a name has 1 to 255 characters, no space, no control character and no +");
        }
    }

    /** Whether a key, and so the log that it signs for, may have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Reads {@code <name>+<id>+<key>}; white space around it is ignored.
     *
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    public static VerifierKey parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("it is not a public key in the form <name>+<id>+<key>");
        }
        byte[] typed = Base64.getDecoder().decode(matcher.group(3));
        if (typed.length != 1 + KEY_LENGTH || typed[0] != ED25519_TYPE) {
            throw new IllegalArgumentException("it is not an Ed25519 key");
        }
        VerifierKey key = new VerifierKey(matcher.group(1), Arrays.copyOfRange(typed, 1, typed.length));
        if (!key.toString().equals(text.strip())) {
            throw new IllegalArgumentException("the key's id is not that of its name and bytes");
        }
        return key;
    }

    static VerifierKey of(String name, PublicKey key) {
        byte[] x509 = key.getEncoded();
        return new VerifierKey(name, Arrays.copyOfRange(x509, x509.length - KEY_LENGTH, x509.length));
    }

    /** The name of the log that the key signs for. */
    public String name() {
        return name;
    }

    /** The first bytes of the SHA-256 over name and key. */
    byte[] id() {
        var digest = Sha256.digest();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519_TYPE);
        return Arrays.copyOf(digest.digest(raw), ID_LENGTH);
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        byte[] typed = new byte[1 + KEY_LENGTH];
        typed[0] = ED25519_TYPE;
        System.arraycopy(raw, 0, typed, 1, KEY_LENGTH);
        return name + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }
}
