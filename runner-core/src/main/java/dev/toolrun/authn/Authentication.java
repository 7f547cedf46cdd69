package dev.toolrun.authn;

import dev.toolrun.call.Credential;
import dev.toolrun.call.Principal;
import dev.toolrun.call.RefusedException;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.request.Labels;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out for whom a call is. A credential that is shown decides alone: one that can't be verified refuses the call and
 * never falls back to the OS user. Thread-safe.
 */
public final class Authentication {
    private final LocalCallers peer;
    private final Authenticator apiKeys;
    private final Authenticator tokens;

    /**
     * @param peer for callers who show nothing; null: they are refused
     * @param apiKeys null: no API key is accepted
     * @param tokens null: no token is accepted
     */
    public Authentication(
            @Nullable LocalCallers peer, @Nullable Authenticator apiKeys, @Nullable Authenticator tokens) {
        this.peer = peer == null ? Authentication::notAccepted : peer;
        this.apiKeys = apiKeys == null ? notConfigured("API keys") : apiKeys;
        this.tokens = tokens == null ? notConfigured("tokens") : tokens;
    }

    /**
     * @param verified is told who the caller is as soon as that is known, also where the call is refused after that
     * @throws RefusedException unless the caller is verified, and may use the session that it names
     */
    public AuthenticatedCall authenticate(DecodedCall decoded, Consumer<Identity> verified) {
        Identity identity = identify(decoded.call().credential());
        verified.accept(identity);
        return new AuthenticatedCall(
                decoded, identity, Session.of(identity, decoded.call().session()));
    }

    /**
     * The principal behind a credential, and what else the credential says.
     *
     * @throws RefusedException unless it is verified
     */
    public Identity identify(Credential credential) {
        return requirePrintable(verified(credential));
    }

    private Identity verified(Credential credential) {
        if (credential instanceof Credential.ApiKey key) {
            return apiKeys.authenticate(key.secret());
        }
        if (credential instanceof Credential.Token token) {
            return tokens.authenticate(token.secret());
        }
        return peer.authenticate(credential instanceof Credential.Peer caller ? OsUser.of(caller) : null);
    }

    /** Names end up in log lines, container labels and environments, whoever vouches for them. */
    private static Identity requirePrintable(Identity identity) {
        Principal principal = identity.principal();
        Stream<String> names = Stream.of(
                        Stream.of(principal.subject()),
                        principal.actors().stream(),
                        principal.roles().stream(),
                        Stream.ofNullable(identity.session()),
                        Stream.ofNullable(identity.credential()))
                .flatMap(part -> part);
        if (names.allMatch(Labels::isPrintable)) {
            return identity;
        }
        throw Refusals.unauthenticated(
                "The credential names somebody or something that can't be a name.", "authentication: unusable name");
    }

    private static Identity notAccepted(@Nullable OsUser caller) {
        throw Refusals.unauthenticated(
                "No credential was given, and the OS user alone is not accepted here.",
                "authentication.peer: not configured");
    }

    private static Authenticator notConfigured(String kind) {
        return secret -> {
            throw Refusals.unauthenticated(
                    "A credential was given, but this configuration accepts no " + kind + ".",
                    "authentication: no " + kind + " configured");
        };
    }
}
