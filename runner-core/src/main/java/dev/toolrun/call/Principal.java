package dev.toolrun.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verified human or system that a call acts for.
 *
 * @param subject who it is: an OS user's name, a token's subject
 * @param actor who acts for the subject (RFC 8693 {@code act}), or null
 * @param roles the subject's roles, in the configuration's order
 * @param role the effective role of this call, or null as long as none is decided
 */
public record Principal(
        String subject,
        @Nullable String actor,
        List<String> roles,
        @Nullable String role) {
    public Principal {
        roles = List.copyOf(roles);
    }

    public Principal inRole(String effectiveRole) {
        return new Principal(subject, actor, roles, effectiveRole);
    }
}
