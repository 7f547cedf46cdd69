package dev.toolrun.authn.jwt;

import dev.toolrun.authn.token.TokenTerms;
import java.util.Set;

/**
 * Whose tokens are accepted, and what they must be.
 *
 * @param terms what the claims must say; their authority is the only {@code iss} that the keys are good for
 * @param audience what {@code aud} must contain
 * @param algorithms the only signature algorithms, by their names in RFC 7518 and 8037
 * @param keys the issuer's keys
 */
public record TrustedIssuer(TokenTerms terms, String audience, Set<String> algorithms, KeyLocation keys) {
    public TrustedIssuer {
        algorithms = Set.copyOf(algorithms);
    }
}
