package dev.toolrun.authn.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.Refusals;
import dev.toolrun.authn.token.BoundedHttp;
import dev.toolrun.authn.token.Claims;
import dev.toolrun.authn.token.TokenTerms;
import dev.toolrun.call.RefusedException;
import java.io.IOException;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;

/** Verifies the tokens of one issuer: header, signature, claims, in this order. Thread-safe. */
final class IssuerVerifier {
    /** Of keys without an id, as many are tried. */
    private static final int MAX_TRIED_KEYS = 8;

    private final TrustedIssuer issuer;
    private final TokenTerms terms;
    private final IssuerKeys keys;
    private final InstantSource clock;

    IssuerVerifier(TrustedIssuer issuer, InstantSource clock, BoundedHttp http) {
        this.issuer = issuer;
        this.clock = clock;
        terms = issuer.terms();
        if (issuer.keys() instanceof KeyLocation.Remote remote) {
            keys = new RemoteKeys(remote.address(), http, clock);
        } else {
            keys = new LocalKeys(((KeyLocation.Local) issuer.keys()).file());
        }
    }

    /**
     * @throws RefusedException unless it is verified
     */
    Identity verify(CompactToken token) {
        HeaderRules.check(token.header(), issuer.algorithms(), terms.source());
        requireSignature(token);
        Claims claims = new Claims(token.claims(), terms.source());
        if (!claims.audiences().contains(issuer.audience())) {
            throw claims.refused("The token is not meant for this service.", "aud");
        }
        if (terms.requireCurrent(claims, clock.instant()) == null) {
            throw claims.refused(Claims.UNVERIFIED, "exp is missing");
        }
        return terms.identity(claims, "jwt");
    }

    private void requireSignature(CompactToken token) {
        try {
            JWSObject jws = JWSObject.parse(token.text());
            List<JWK> candidates = keys.matching(jws.getHeader());
            if (candidates.isEmpty()) {
                throw refused("no key that fits the header");
            }
            for (JWK key : candidates.subList(0, Math.min(MAX_TRIED_KEYS, candidates.size()))) {
                if (jws.verify(verifier(key))) {
                    return;
                }
            }
            throw refused("signature");
        } catch (IOException e) {
            throw refused("jwks: " + e.getMessage());
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw refused("signature can't be verified");
        }
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            return new RSASSAVerifier(rsa.toRSAPublicKey());
        }
        if (key instanceof ECKey ec) {
            return new ECDSAVerifier(ec.toECPublicKey());
        }
        if (key instanceof OctetKeyPair pair) {
            return new Ed25519Verifier(pair);
        }
        throw new JOSEException("no public key");
    }

    private RefusedException refused(String requirement) {
        return Refusals.unauthenticated(Claims.UNVERIFIED, terms.source() + ": " + requirement);
    }
}
