package dev.toolrun.authn;

import dev.toolrun.call.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a verified credential says.
 *
 * @param principal whom the caller acts for; its effective role is not decided yet
 * @param scopes OAuth scopes, or null if the credential is of a kind that has none
 * @param session the session that the credential vouches for, or null if it vouches for none
 * @param namesSessions whether the credential vouches for whatever session its bearer names
 * @param actorTools the tools that the current actor may use on the subject's behalf, or null if nobody acts for the subject;
 *     {@code *} among them means all
 * @param credential which credential said so, for the audit log alone: its kind, and an id where it has one, such as
 *     {@code apiKey:4kq0zt8r1m}; never a secret or a part of one; null: nothing is recorded
 */
public record Identity(
        Principal principal,
        @Nullable Set<String> scopes,
        @Nullable String session,
        boolean namesSessions,
        @Nullable Set<String> actorTools,
        @Nullable String credential) {
    public Identity {
        scopes = scopes == null ? null : Set.copyOf(scopes);
        actorTools = actorTools == null ? null : Set.copyOf(actorTools);
    }

    /** An identity without scopes and sessions, for whom nobody acts. */
    public static Identity of(Principal principal) {
        return new Identity(principal, null, null, false, null, null);
    }

    /** The same identity, as this credential says. */
    public Identity by(String verified) {
        return new Identity(principal, scopes, session, namesSessions, actorTools, verified);
    }
}
