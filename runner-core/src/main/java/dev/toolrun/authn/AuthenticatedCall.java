package dev.toolrun.authn;

import dev.toolrun.call.Principal;
import dev.toolrun.request.DecodedCall;

/** A call whose principal was verified. Made by {@link Authentication} only. */
public final class AuthenticatedCall {
    private final DecodedCall decoded;
    private final Identity identity;
    private final Session session;

    AuthenticatedCall(DecodedCall decoded, Identity identity, Session session) {
        this.decoded = decoded;
        this.identity = identity;
        this.session = session;
    }

    public DecodedCall decoded() {
        return decoded;
    }

    /** What the verified credential says. */
    public Identity identity() {
        return identity;
    }

    /** The verified principal; its effective role is not decided yet. */
    public Principal principal() {
        return identity.principal();
    }

    public Session session() {
        return session;
    }
}
