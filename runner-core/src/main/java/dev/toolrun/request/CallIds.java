package dev.toolrun.request;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes call ids and trace ids. Thread-safe. */
public final class CallIds {
    private static final char[] CROCKFORD_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    /** Lower case only; later versions than 00 may go on after a dash. */
    private static final Pattern TRACEPARENT = Pattern.compile(
            "(?:00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

    private final SecureRandom random = new SecureRandom();

    /** A ULID: 48 bits of milliseconds since 1970 and 80 random bits, as 26 characters that sort by time. */
    public String newCallId(Instant now) {
        char[] id = new char[26];
        long time = now.toEpochMilli();
        for (int i = 9; i >= 0; i--) {
            id[i] = CROCKFORD_BASE32[(int) (time & 31)];
            time >>>= 5;
        }
        for (int i = 10; i < id.length; i++) {
            id[i] = CROCKFORD_BASE32[random.nextInt(CROCKFORD_BASE32.length)];
        }
        return new String(id);
    }

    /** The trace id of a W3C {@code traceparent}, or a new one where there is none or it is malformed, as W3C asks. */
    public String traceId(@Nullable String traceparent) {
        if (traceparent != null) {
            var matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        byte[] id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
