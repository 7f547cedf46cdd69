package dev.toolrun.authz;

import java.util.Set;

/**
 * One entry of the policy: these roles may use this tool.
 *
 * @param tool a tool's name, or {@link #ANY_TOOL}
 */
public record Permission(String tool, Set<String> roles) {
    public static final String ANY_TOOL = "*";

    public Permission {
        roles = Set.copyOf(roles);
    }

    boolean covers(String toolName) {
        return tool.equals(ANY_TOOL) || tool.equals(toolName);
    }
}
