package dev.toolrun.sanitize;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the configuration's {@code sanitization}. Every entry that matches applies.
 *
 * @param tool a tool's name, or {@link #ANY_TOOL}
 * @param exceptRoles effective roles to which the entry does not apply
 * @param maxOutputLength most characters that are returned of each stream, or null for no bound but the tool's own
 */
public record SanitizingRule(
        String tool, Set<String> exceptRoles, @Nullable Integer maxOutputLength) {
    public static final String ANY_TOOL = "*";

    public SanitizingRule {
        exceptRoles = Set.copyOf(exceptRoles);
    }

    boolean appliesTo(String toolName, String role) {
        return (tool.equals(ANY_TOOL) || tool.equals(toolName)) && !exceptRoles.contains(role);
    }
}
