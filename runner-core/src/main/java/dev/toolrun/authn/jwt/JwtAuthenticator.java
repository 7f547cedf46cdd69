package dev.toolrun.authn.jwt;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.token.BoundedHttp;
import dev.toolrun.call.RefusedException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Verifies signed tokens (RFC 7519, RFC 9068, with the practices of RFC 8725): only what the configuration pins decides about
 * issuer, keys and algorithms; the token merely says which pinned issuer and which of its keys to look at. Thread-safe.
 */
public final class JwtAuthenticator implements Authenticator {
    private final Map<String, IssuerVerifier> issuers;

    /**
     * @param issuers whose tokens are accepted
     * @throws IllegalStateException if two of them are the same
     */
    public JwtAuthenticator(List<TrustedIssuer> issuers, InstantSource clock) {
        this(issuers, clock, new BoundedHttp());
    }

    JwtAuthenticator(List<TrustedIssuer> issuers, InstantSource clock, BoundedHttp http) {
        this.issuers = issuers.stream()
                .map(issuer -> Map.entry(issuer.terms().authority(), new IssuerVerifier(issuer, clock, http)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * @throws RefusedException unless it is verified
     */
    @Override
    public Identity authenticate(String secret) {
        CompactToken token = CompactToken.parse(secret);
        IssuerVerifier verifier = token.claims().get("iss") instanceof String name ? issuers.get(name) : null;
        if (verifier == null) {
            throw CompactToken.refused("iss is not a configured one");
        }
        return verifier.verify(token);
    }
}
