package dev.toolrun.authz;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the policy: these roles may use this tool.
 *
 * @param tool a tool's name, or {@link #ANY_TOOL}
 * @param scopes OAuth scopes that a credential with scopes must have, all of them
 * @param roles what each role may do with the tool, in the configuration's order
 */
public record Permission(String tool, Set<String> scopes, Map<String, Restrictions> roles) {
    public static final String ANY_TOOL = "*";

    public Permission {
        scopes = Set.copyOf(scopes);
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }

    boolean covers(String toolName) {
        return tool.equals(ANY_TOOL) || tool.equals(toolName);
    }

    /**
     * @param held the credential's scopes, or null if it is of a kind that has none
     */
    boolean hasScopes(@Nullable Set<String> held) {
        return held == null || held.containsAll(scopes);
    }
}
