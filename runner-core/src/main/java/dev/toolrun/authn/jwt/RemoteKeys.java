package dev.toolrun.authn.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.toolrun.authn.token.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Keys at an address, cached. Callers wait for each other's look, and a look waits no longer than {@link BoundedHttp}. */
final class RemoteKeys implements IssuerKeys {
    static final Duration KEPT_FOR = Duration.ofMinutes(5);
    /** Two looks in such a time, then none: nobody makes us ask more often with keys that do not exist. */
    static final Duration LOOKS_PER = Duration.ofSeconds(30);

    private static final Duration WAIT_FOR_ANOTHER = Duration.ofSeconds(10);

    private final JWKSetSource<SecurityContext> source;
    private final InstantSource clock;

    RemoteKeys(URI address, BoundedHttp http, InstantSource clock) {
        this.clock = clock;
        JWKSetSource<SecurityContext> limited =
                new RateLimitedJWKSetSource<>(new Look(address, http), LOOKS_PER.toMillis(), null);
        source = new CachingJWKSetSource<>(limited, KEPT_FOR.toMillis(), WAIT_FOR_ANOTHER.toMillis(), null);
    }

    @Override
    public List<JWK> matching(JWSHeader header) throws IOException {
        try {
            JWKSet known = keys(JWKSetCacheRefreshEvaluator.noRefresh());
            List<JWK> found = KeySets.matching(known, header);
            return found.isEmpty()
                    ? KeySets.matching(keys(JWKSetCacheRefreshEvaluator.referenceComparison(known)), header)
                    : found;
        } catch (KeySourceException e) {
            throw new IOException("the keys can't be fetched, or not again so soon", e);
        }
    }

    private JWKSet keys(JWKSetCacheRefreshEvaluator evaluator) throws KeySourceException {
        return source.getJWKSet(evaluator, clock.millis(), null);
    }

    /** One look at the address. */
    private record Look(URI address, BoundedHttp http) implements JWKSetSource<SecurityContext> {
        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long currentTime, SecurityContext context)
                throws KeySourceException {
            try {
                HttpRequest request = HttpRequest.newBuilder(address)
                        .header("Accept", "application/jwk-set+json, application/json")
                        .build();
                return KeySets.parse(http.send(request));
            } catch (IOException e) {
                throw new KeySourceException("no usable keys", e);
            }
        }

        @Override
        public void close() {}
    }
}
