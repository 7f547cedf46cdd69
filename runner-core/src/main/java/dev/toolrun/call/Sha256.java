package dev.toolrun.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private Sha256() {}

    public static String hex(byte[] bytes) {
        return hex(bytes, bytes.length);
    }

    /** The digest of the first bytes only. */
    public static String hex(byte[] bytes, int length) {
        MessageDigest digest = digest();
        digest.update(bytes, 0, length);
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Two digests for little more than one.
     *
     * @param beginning of the first bytes
     * @param all of all bytes
     */
    public record BeginningAndAll(String beginning, String all) {}

    /**
     * @param length of the beginning
     */
    public static BeginningAndAll ofBeginningAndAll(byte[] bytes, int length) {
        MessageDigest digest = digest();
        digest.update(bytes, 0, length);
        String beginning;
        try {
            beginning = HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            return new BeginningAndAll(hex(bytes, length), hex(bytes));
        }
        digest.update(bytes, length, bytes.length - length);
        return new BeginningAndAll(beginning, HexFormat.of().formatHex(digest.digest()));
    }

    public static String ofUtf8(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
