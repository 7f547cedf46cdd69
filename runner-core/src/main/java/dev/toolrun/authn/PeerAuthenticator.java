package dev.toolrun.authn;

import dev.toolrun.call.Principal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the OS user who calls as the principal, where the configuration lists that user. */
public final class PeerAuthenticator implements LocalCallers {
    private final PeerRule rule;
    private final OsUser osUser;

    /**
     * @param osUser who runs this process
     */
    public PeerAuthenticator(PeerRule rule, OsUser osUser) {
        this.rule = rule;
        this.osUser = osUser;
    }

    @Override
    public Identity authenticate(@Nullable OsUser caller) {
        OsUser user = caller == null ? osUser : caller;
        String name = name(user);
        if (rule.anyUser() || rule.users().contains(name) || isInGroup(user)) {
            return Identity.of(Principal.local(name, rule.roles())).by("peer");
        }
        throw Refusals.unauthenticated(
                "This OS user may not call tools here.", "authentication.peer: user is not listed");
    }

    private static String name(OsUser user) {
        try {
            return user.name();
        } catch (IOException e) {
            throw Refusals.unauthenticated(
                    "It can't be told which OS user calls.", "authentication.peer: user unknown");
        }
    }

    private boolean isInGroup(OsUser user) {
        if (rule.groups().isEmpty()) {
            return false;
        }
        try {
            return user.groups().stream().anyMatch(rule.groups()::contains);
        } catch (IOException e) {
            throw Refusals.unauthenticated(
                    "The groups of this OS user can't be found out.", "authentication.peer: groups unknown");
        }
    }
}
