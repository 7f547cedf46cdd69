package dev.toolrun.authn;

import dev.toolrun.call.Principal;
import java.io.IOException;

/** Takes the OS user who runs this process as the principal, where the configuration lists that user. */
public final class PeerAuthenticator implements Authenticator {
    private final PeerRule rule;
    private final OsUser osUser;

    public PeerAuthenticator(PeerRule rule, OsUser osUser) {
        this.rule = rule;
        this.osUser = osUser;
    }

    @Override
    public Identity authenticate(String secret) {
        String user = osUser.name();
        if (rule.anyUser() || rule.users().contains(user) || isInGroup()) {
            return Identity.of(Principal.local(user, rule.roles())).by("peer");
        }
        throw Refusals.unauthenticated(
                "This OS user may not call tools here.", "authentication.peer: user is not listed");
    }

    private boolean isInGroup() {
        if (rule.groups().isEmpty()) {
            return false;
        }
        try {
            return osUser.groups().stream().anyMatch(rule.groups()::contains);
        } catch (IOException e) {
            throw Refusals.unauthenticated(
                    "The groups of this OS user can't be found out.", "authentication.peer: groups unknown");
        }
    }
}
