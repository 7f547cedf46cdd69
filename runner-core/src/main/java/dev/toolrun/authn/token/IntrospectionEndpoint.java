package dev.toolrun.authn.token;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked about opaque tokens (RFC 7662), and what the answers must say.
 *
 * @param url an {@code https} address; plain {@code http} only on this host's own loopback
 * @param clientId who asks
 * @param clientSecret what proves it; line ends around it are left out
 * @param issuer what {@code iss} must be; null: an answer must not have one
 * @param audience what {@code aud} must contain; null: an answer with one must name the client id
 * @param terms what else the answers must say
 * @param revocationSeenWithin how long an answer may be used again; zero: never
 */
public record IntrospectionEndpoint(
        URI url,
        String clientId,
        TextFile clientSecret,
        @Nullable String issuer,
        @Nullable String audience,
        TokenTerms terms,
        Duration revocationSeenWithin) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @throws IllegalArgumentException if the address may not be asked
     */
    public IntrospectionEndpoint {
        String problem = addressProblem(url);
        if (problem != null) {
            throw new IllegalArgumentException("the address " + problem);
        }
    }

    /** What is wrong with an address, without a full stop, or null. */
    public static @Nullable String addressProblem(URI url) {
        boolean isSafe = "https".equals(url.getScheme())
                || "http".equals(url.getScheme()) && url.getHost() != null && LOOPBACK.contains(url.getHost());
        if (!isSafe) {
            return "must be an https address (http only on localhost)";
        }
        return url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null
                ? "must be an address with a host, and without user and fragment"
                : null;
    }
}
