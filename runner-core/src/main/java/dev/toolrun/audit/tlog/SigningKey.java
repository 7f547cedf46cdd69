package dev.toolrun.audit.tlog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Ed25519 key that signs checkpoints. Thread-safe. Its text form is never this object's {@link #toString}. */
public final class SigningKey {
    private static final Pattern PEM = Pattern.compile(
            "\\s*-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE KEY-----\\s*");

    private final PrivateKey key;
    private final VerifierKey verifier;

    private SigningKey(PrivateKey key, VerifierKey verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /**
     * Makes a new key.
     *
     * @return PKCS#8 in PEM (RFC 7468)
     */
    public static String generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(VerifierKey.ALGORITHM).generateKeyPair();
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /**
     * Reads PKCS#8 in PEM, without a password.
     *
     * @param name of the log that the key signs for
     * @throws IllegalArgumentException with a sentence without a full stop, which does not repeat the text
     */
    public static SigningKey parse(String pem, String name) {
        VerifierKey.requireName(name);
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("it is not a private key in PEM form (PKCS#8, without a password)");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            PrivateKey key =
                    KeyFactory.getInstance(VerifierKey.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            SigningKey signing = new SigningKey(key, VerifierKey.of(name, publicOf(key)));
            signing.requirePair();
            return signing;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("it is not an Ed25519 private key", e);
        }
    }

    /** The public half. */
    public VerifierKey verifier() {
        return verifier;
    }

    byte[] sign(byte[] text) {
        try {
            Signature signer = Signature.getInstance(VerifierKey.ALGORITHM);
            signer.initSign(key);
            signer.update(text);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that could be read must be able to sign", e);
        }
    }

    /**
     * The JDK gives no public half of a private key, but makes both from 32 random bytes, which are the private key (RFC 8032,
     * section 5.1.5): so it gets these again.
     */
    private static java.security.PublicKey publicOf(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key)
                .getBytes()
                .orElseThrow(() -> new GeneralSecurityException("the key can't be read"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(VerifierKey.ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
        return generator.generateKeyPair().getPublic();
    }

    private void requirePair() throws GeneralSecurityException {
        byte[] text = verifier.name().getBytes(StandardCharsets.UTF_8);
        if (!verifier.verifies(text, sign(text))) {
            throw new GeneralSecurityException("private and public half do not belong together");
        }
    }

    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        Seed(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
