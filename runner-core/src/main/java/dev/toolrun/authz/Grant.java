package dev.toolrun.authz;

/**
 * A role that may use the tool of a call, within restrictions that are still to be looked at.
 *
 * @param rule the permission, for example {@code permissions[0].roles.analyst}
 */
public record Grant(String role, Restrictions restrictions, String rule) {}
