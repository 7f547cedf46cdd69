package dev.toolrun.authn;

import org.jspecify.annotations.Nullable;

/**
 * The conversation that a call belongs to.
 *
 * @param id the session's id, or null if the call names none; a label, unless the credential vouches for it
 * @param limitKey names the session that counts for limits. Calls whose session id no credential vouches for share one session
 *     of their principal: nobody gets a fresh allowance by inventing or leaving out an id.
 */
public record Session(@Nullable String id, String limitKey) {

    /**
     * @param named the id that the caller gives, or null
     * @throws dev.toolrun.call.RefusedException if the credential vouches for another one
     */
    static Session of(Identity identity, @Nullable String named) {
        String vouched = identity.session();
        String principal = identity.principal().id();
        if (vouched == null) {
            return named != null && identity.namesSessions()
                    ? new Session(named, key("named", principal, named))
                    : new Session(named, key("all", principal, ""));
        }
        if (named != null && !named.equals(vouched)) {
            throw Refusals.unauthenticated(
                    "The session id is not the one that the credential is for.", "authentication: session mismatch");
        }
        return new Session(vouched, key("vouched", principal, vouched));
    }

    /** No id holds a NUL, so no two keys are mixed up. */
    private static String key(String kind, String principal, String id) {
        return kind + '\0' + principal + '\0' + id;
    }
}
