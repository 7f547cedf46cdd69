package dev.toolrun;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.jwt.JwtAuthenticator;
import dev.toolrun.authn.jwt.KeyLocation;
import dev.toolrun.authn.jwt.TrustedIssuer;
import dev.toolrun.authn.token.IntrospectionAuthenticator;
import dev.toolrun.authn.token.IntrospectionEndpoint;
import dev.toolrun.authn.token.TextFile;
import dev.toolrun.authn.token.TokenAuthenticator;
import dev.toolrun.authn.token.TokenTerms;
import dev.toolrun.config.AuthenticationSettings;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.IntrospectionSettings;
import dev.toolrun.config.JwtSettings;
import dev.toolrun.config.TrustedFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the verifiers of tokens from the configuration; their libraries are loaded when the first token is shown. */
final class TokenAuthenticators {
    private static final Duration INTROSPECTION_CLOCK_SKEW = Duration.ofSeconds(30);

    private TokenAuthenticators() {}

    /** Verifies what the configuration accepts; null: no token is accepted. */
    static @Nullable Authenticator of(AuthenticationSettings settings, InstantSource clock) {
        List<JwtSettings> jwt = settings.jwt();
        IntrospectionSettings asked = settings.introspection();
        Authenticator signed =
                jwt.isEmpty() ? null : new AtFirstUse(() -> new JwtAuthenticator(trustedIssuers(jwt), clock));
        Authenticator opaque =
                asked == null ? null : new AtFirstUse(() -> new IntrospectionAuthenticator(endpoint(asked), clock));
        return signed == null && opaque == null ? null : new TokenAuthenticator(signed, opaque);
    }

    private static List<TrustedIssuer> trustedIssuers(List<JwtSettings> entries) {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> trustedIssuer(entries.get(i), "authentication.jwt[" + i + "]"))
                .toList();
    }

    private static TrustedIssuer trustedIssuer(JwtSettings entry, String source) {
        TokenTerms terms = new TokenTerms(
                source,
                entry.issuer(),
                entry.rolesClaim(),
                entry.sessionClaim(),
                entry.clockSkew(),
                actors(entry.actors()));
        URI jwks = entry.jwks();
        KeyLocation keys = "file".equals(jwks.getScheme())
                ? new KeyLocation.Local(trusted(Path.of(jwks)))
                : new KeyLocation.Remote(jwks);
        return new TrustedIssuer(terms, entry.audience(), entry.algorithms(), keys);
    }

    private static IntrospectionEndpoint endpoint(IntrospectionSettings asked) {
        String issuer = asked.issuer();
        TokenTerms terms = new TokenTerms(
                "authentication.introspection",
                issuer == null ? asked.url().toString() : issuer,
                asked.rolesClaim(),
                asked.sessionClaim(),
                INTROSPECTION_CLOCK_SKEW,
                actors(asked.actors()));
        return new IntrospectionEndpoint(
                asked.url(),
                asked.clientId(),
                trusted(asked.clientSecretFile()),
                issuer,
                asked.audience(),
                terms,
                asked.revocationSeenWithin());
    }

    private static Map<String, Set<String>> actors(Map<String, List<String>> written) {
        Map<String, Set<String>> actors = new HashMap<>();
        written.forEach((actor, tools) -> actors.put(actor, Set.copyOf(tools)));
        return actors;
    }

    private static TextFile trusted(Path file) {
        return () -> {
            try {
                return TrustedFile.text(file);
            } catch (ConfigException e) {
                throw new IOException("the file can't be read or trusted", e);
            }
        };
    }

    /** Thread-safe. */
    private static final class AtFirstUse implements Authenticator {
        private final Supplier<Authenticator> maker;
        private volatile @Nullable Authenticator made;

        AtFirstUse(Supplier<Authenticator> maker) {
            this.maker = maker;
        }

        @Override
        public Identity authenticate(String secret) {
            Authenticator ready = made;
            return (ready == null ? make() : ready).authenticate(secret);
        }

        private synchronized Authenticator make() {
            Authenticator ready = made == null ? maker.get() : made;
            made = ready;
            return ready;
        }
    }
}
