package dev.toolrun.authn;

import dev.toolrun.call.Principal;
import dev.toolrun.request.DecodedCall;

/** A call whose principal was verified. Made by {@link Authentication} only. */
public final class AuthenticatedCall {
    private final DecodedCall decoded;
    private final Principal principal;
    private final String sessionKey;

    AuthenticatedCall(DecodedCall decoded, Principal principal, String sessionKey) {
        this.decoded = decoded;
        this.principal = principal;
        this.sessionKey = sessionKey;
    }

    public DecodedCall decoded() {
        return decoded;
    }

    /** The verified principal; its effective role is not decided yet. */
    public Principal principal() {
        return principal;
    }

    /**
     * The session that counts for limits. Calls whose session id no credential vouches for share one session of their
     * principal: nobody gets a fresh allowance by inventing an id.
     */
    public String sessionKey() {
        return sessionKey;
    }
}
