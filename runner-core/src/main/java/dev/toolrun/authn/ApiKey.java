package dev.toolrun.authn;

import dev.toolrun.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An API key as its bearer shows it: {@code toolrun_}, an id of 10 digits and small letters, {@code _}, 43 random digits and
 * letters, which are 256 bits, and 6 more that hold the CRC-32 of everything before them. By prefix and checksum a scanner
 * tells a key that has leaked from a text that only looks like one; the checksum protects nothing. {@code toString} never
 * shows the key.
 */
public final class ApiKey {
    private static final String PREFIX = "toolrun_";
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int ID_DIGITS = 10;
    private static final int ID_BASE = 36;
    private static final int SECRET_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;
    private static final Pattern ID = Pattern.compile("[0-9a-z]{" + ID_DIGITS + "}");
    private static final Pattern SHAPE =
            Pattern.compile(PREFIX + ID + "_[0-9A-Za-z]{" + (SECRET_DIGITS + CHECKSUM_DIGITS) + "}");

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /** A new key that nobody has seen. */
    public static ApiKey random(SecureRandom random) {
        String unchecked =
                PREFIX + digits(random, ID_DIGITS, ID_BASE) + "_" + digits(random, SECRET_DIGITS, DIGITS.length());
        return new ApiKey(unchecked + checksum(unchecked));
    }

    /**
     * Reads a key. Takes a time that depends on nothing but the text.
     *
     * @param text of any length and with any characters
     * @return null if this is no key that {@link #random} could have made
     */
    static @Nullable ApiKey parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return null;
        }
        int end = text.length() - CHECKSUM_DIGITS;
        return checksum(text.substring(0, end)).equals(text.substring(end)) ? new ApiKey(text) : null;
    }

    /** Whether a text has the form of an id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Names the key; no secret. */
    public String id() {
        return text.substring(PREFIX.length(), PREFIX.length() + ID_DIGITS);
    }

    /** The whole key, for its bearer's eyes only. */
    public String secret() {
        return text;
    }

    /** The SHA-256 of the whole key, in hexadecimal digits: of 256 random bits, no slow hash is needed. */
    public String hash() {
        return Sha256.ofUtf8(text);
    }

    @Override
    public String toString() {
        return "ApiKey[" + id() + "]";
    }

    private static String digits(SecureRandom random, int count, int base) {
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append(DIGITS.charAt(random.nextInt(base)));
        }
        return digits.toString();
    }

    static String checksum(String unchecked) {
        CRC32 crc = new CRC32();
        crc.update(unchecked.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_DIGITS];
        for (int i = CHECKSUM_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
