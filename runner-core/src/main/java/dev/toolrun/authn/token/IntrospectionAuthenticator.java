package dev.toolrun.authn.token;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.Refusals;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies opaque tokens by asking who issued them (RFC 7662), anew for each call unless the configuration lets an answer be
 * used again. No answer, or one that is not as it must be, refuses. Thread-safe; a call may take some seconds.
 */
public final class IntrospectionAuthenticator implements Authenticator {
    private static final int MAX_LENGTH = 16 * 1024;
    /** RFC 6750, 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final IntrospectionEndpoint endpoint;
    private final InstantSource clock;
    private final BoundedHttp http;
    private final AnswerCache cache;

    public IntrospectionAuthenticator(IntrospectionEndpoint endpoint, InstantSource clock) {
        this(endpoint, clock, new BoundedHttp());
    }

    IntrospectionAuthenticator(IntrospectionEndpoint endpoint, InstantSource clock, BoundedHttp http) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.http = http;
        cache = new AnswerCache(endpoint.revocationSeenWithin());
    }

    @Override
    public Identity authenticate(String secret) {
        if (secret.length() > MAX_LENGTH || !TOKEN.matcher(secret).matches()) {
            throw refused("token is malformed or too long");
        }
        Instant now = clock.instant();
        Identity known = cache.find(secret, now);
        return known == null ? verified(secret, now) : known;
    }

    private Identity verified(String secret, Instant now) {
        Claims answer = new Claims(ask(secret), endpoint.terms().source());
        if (!answer.isTrue("active")) {
            throw answer.refused("The token is not valid, or not any more.", "not active");
        }
        requireIssuer(answer);
        requireAudience(answer);
        Instant expires = endpoint.terms().requireCurrent(answer, now);
        Identity identity = endpoint.terms().identity(answer, "introspection");
        cache.put(secret, identity, now, expires);
        return identity;
    }

    private void requireIssuer(Claims answer) {
        String expected = endpoint.issuer();
        String actual = answer.string("iss");
        if (expected == null ? actual != null : !expected.equals(actual)) {
            throw answer.refused(Claims.UNVERIFIED, "iss is not the configured issuer");
        }
    }

    private void requireAudience(Claims answer) {
        String expected = endpoint.audience();
        if (expected == null && !answer.has("aud")) {
            return;
        }
        List<String> audiences = answer.audiences();
        if (!audiences.contains(expected == null ? endpoint.clientId() : expected)) {
            throw answer.refused("The token is not meant for this service.", "aud");
        }
    }

    private Map<String, @Nullable Object> ask(String secret) {
        try {
            return Json.parseObject(http.send(request(secret)));
        } catch (IOException | IllegalArgumentException e) {
            throw refused("no usable answer");
        }
    }

    private HttpRequest request(String secret) throws IOException {
        return HttpRequest.newBuilder(endpoint.url())
                .header("Authorization", "Basic " + clientCredentials())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "token=" + encode(secret) + "&token_type_hint=access_token", StandardCharsets.US_ASCII))
                .build();
    }

    /** RFC 6749, 2.3.1. */
    private String clientCredentials() throws IOException {
        String secret = endpoint.clientSecret().read().strip();
        if (secret.isEmpty()) {
            throw new IOException("the client secret is empty");
        }
        String pair = encode(endpoint.clientId()) + ":" + encode(secret);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private RuntimeException refused(String requirement) {
        return Refusals.unauthenticated(Claims.UNVERIFIED, endpoint.terms().source() + ": " + requirement);
    }
}
