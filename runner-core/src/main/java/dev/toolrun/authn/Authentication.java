package dev.toolrun.authn;

import dev.toolrun.call.Credential;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.request.DecodedCall;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out for whom a call is. A credential that is shown decides alone: one that can't be verified refuses the call and
 * never falls back to the OS user. Thread-safe.
 */
public final class Authentication {
    private final @Nullable PeerRule peer;
    private final OsUser osUser;

    /**
     * @param peer which OS users may call; null: none
     */
    public Authentication(@Nullable PeerRule peer, OsUser osUser) {
        this.peer = peer;
        this.osUser = osUser;
    }

    /**
     * @throws RefusedException unless the caller is verified
     */
    public AuthenticatedCall authenticate(DecodedCall decoded) {
        Principal principal = authenticate(decoded.call().credential());
        return new AuthenticatedCall(decoded, principal, principal.subject());
    }

    /**
     * The principal behind a credential.
     *
     * @throws RefusedException unless it is verified
     */
    public Principal authenticate(Credential credential) {
        if (credential instanceof Credential.None) {
            return authenticatePeer();
        }
        String kind = credential instanceof Credential.ApiKey ? "API keys" : "tokens";
        throw refused(
                "A credential was given, but this configuration accepts no " + kind + ".",
                "authentication: no " + kind + " configured");
    }

    private Principal authenticatePeer() {
        if (peer == null) {
            throw refused(
                    "No credential was given, and the OS user alone is not accepted here.",
                    "authentication.peer: not configured");
        }
        String user = osUser.name();
        if (peer.anyUser() || peer.users().contains(user) || isInGroup(peer)) {
            return new Principal(user, null, peer.roles(), null);
        }
        throw refused("This OS user may not call tools here.", "authentication.peer: user is not listed");
    }

    private boolean isInGroup(PeerRule rule) {
        if (rule.groups().isEmpty()) {
            return false;
        }
        try {
            return osUser.groups().stream().anyMatch(rule.groups()::contains);
        } catch (IOException e) {
            throw refused("The groups of this OS user can't be found out.", "authentication.peer: groups unknown");
        }
    }

    private static RefusedException refused(String message, String rule) {
        return new RefusedException(Rejection.of(Layer.AUTHENTICATION, Reason.UNAUTHENTICATED, message, rule));
    }
}
