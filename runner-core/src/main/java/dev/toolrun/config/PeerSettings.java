package dev.toolrun.config;

import dev.toolrun.authn.PeerRule;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Set;

/**
 * The key {@code authentication.peer}: OS users who may call without any other credential.
 *
 * @param users names of users
 * @param groups names of groups whose members may call as well
 * @param roles the roles that such a user has, in the order in which they are tried
 * @param anyUser whether every OS user may call, whatever {@code users} and {@code groups} say; no file can say so
 */
public record PeerSettings(
        Set<@NotBlank(message = "must not be empty") String> users,
        Set<@NotBlank(message = "must not be empty") String> groups,
        @NotEmpty(message = "must name at least one role") List<@NotBlank(message = "must not be empty") String> roles,
        @NotInFiles boolean anyUser) {

    public PeerSettings {
        users = Copies.set(users);
        groups = Copies.set(groups);
        roles = List.copyOf(roles);
    }

    PeerRule rule() {
        return new PeerRule(users, groups, anyUser, roles);
    }
}
