package dev.toolrun.authn.jwt;

import dev.toolrun.authn.Refusals;
import dev.toolrun.authn.token.Claims;
import dev.toolrun.call.RefusedException;
import dev.toolrun.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token that has the form of a signed one in compact serialization (RFC 7515, 7.1), and nothing of which is verified. There
 * is one spelling of each token: no padding, no other alphabet, no bits that mean nothing, no name twice.
 */
final class CompactToken {
    static final int MAX_LENGTH = 16 * 1024;

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

    private final String text;
    private final Map<String, @Nullable Object> header;
    private final Map<String, @Nullable Object> claims;

    private CompactToken(String text, Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {
        this.text = text;
        this.header = header;
        this.claims = claims;
    }

    /**
     * @throws RefusedException for anything else
     */
    static CompactToken parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw refused("longer than " + MAX_LENGTH + " characters");
        }
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused("no compact JWS");
        }
        try {
            bytes(parts.group(3));
            return new CompactToken(text, object(parts.group(1)), object(parts.group(2)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw refused("malformed base64url, UTF-8 or JSON");
        }
    }

    String text() {
        return text;
    }

    Map<String, @Nullable Object> header() {
        return header;
    }

    Map<String, @Nullable Object> claims() {
        return claims;
    }

    static RefusedException refused(String requirement) {
        return Refusals.unauthenticated(Claims.UNVERIFIED, "authentication.jwt: " + requirement);
    }

    @Override
    public String toString() {
        return "CompactToken[hidden]";
    }

    private static Map<String, @Nullable Object> object(String part) throws CharacterCodingException {
        return Json.parseObject(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(part)))
                .toString());
    }

    /** The JDK's decoder overlooks bits that mean nothing; its encoder never sets them. */
    private static byte[] bytes(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical");
        }
        return bytes;
    }
}
