package dev.toolrun.authn;

import java.util.List;
import java.util.Set;

/**
 * Which OS users may call, and in which roles.
 *
 * @param users names of users
 * @param groups names of groups whose members may call as well
 * @param anyUser whether every OS user may call; only the built-in configuration says so
 * @param roles the roles that such a user has, in the configuration's order
 */
public record PeerRule(Set<String> users, Set<String> groups, boolean anyUser, List<String> roles) {
    public PeerRule {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
        roles = List.copyOf(roles);
    }
}
