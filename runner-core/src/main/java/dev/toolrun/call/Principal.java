package dev.toolrun.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verified human or system that a call acts for.
 *
 * @param authority who vouches for the subject: a token's issuer, or {@link #LOCAL}; the same subject of two authorities is two
 *     principals
 * @param subject who it is: an OS user's name, an API key's user, a token's subject
 * @param actors who acts for the subject (RFC 8693 {@code act}): first the current one, then those before it; empty for none
 * @param roles the subject's roles
 * @param role the effective role of this call, or null as long as none is decided
 */
public record Principal(
        String authority,
        String subject,
        List<String> actors,
        List<String> roles,
        @Nullable String role) {

    /** This host's own users and API keys. */
    public static final String LOCAL = "";

    public Principal {
        actors = List.copyOf(actors);
        roles = List.copyOf(roles);
    }

    /** A principal of this host itself, for whom nobody else acts, with no effective role yet. */
    public static Principal local(String subject, List<String> roles) {
        return new Principal(LOCAL, subject, List.of(), roles, null);
    }

    /** Who acts for the subject now, or null. Only the subject's rights count. */
    public @Nullable String actor() {
        return actors.isEmpty() ? null : actors.get(0);
    }

    public Principal inRole(String effectiveRole) {
        return new Principal(authority, subject, actors, roles, effectiveRole);
    }

    /** Names the subject among those of all authorities; not for people to read. */
    public String id() {
        return authority.equals(LOCAL) ? subject : authority + "\n" + subject;
    }
}
