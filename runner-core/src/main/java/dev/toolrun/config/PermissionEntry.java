package dev.toolrun.config;

import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Restrictions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code permissions}: who may use a tool. What no entry names is denied.
 *
 * @param tool a tool's name, or {@code *} for every tool
 * @param scopes OAuth scopes that the token must have, where the caller came with one
 * @param roles what each role may do with it
 */
public record PermissionEntry(
        @NotBlank(message = "must name a tool, or be \"*\"") String tool,

        Set<@NotBlank(message = "must not be empty") String> scopes,

        @NotEmpty(message = "must name at least one role")
        Map<@NotBlank(message = "must not be empty") String, @Valid Grant> roles) {

    public PermissionEntry {
        scopes = Copies.set(scopes);
        roles = Copies.map(roles);
    }

    Permission permission() {
        Map<String, Restrictions> restrictions = new LinkedHashMap<>();
        roles.forEach((role, grant) -> restrictions.put(role, grant.restrictions()));
        return new Permission(tool, scopes, restrictions);
    }

    /**
     * What a role may do with a tool: everything, as long as there is nothing in it. The components are described at
     * {@link Restrictions}.
     */
    public record Grant(
            Map<String, Set<@NotBlank(message = "must not be empty") String>> resources,
            @Nullable Map<String, @Nullable Object> parameters,
            List<@Valid CheckEntry> checks,

            @Pattern(regexp = SandboxSettings.RUNTIME, message = SandboxSettings.BAD_RUNTIME) @Nullable
            String runtime) {
        static final Grant EVERYTHING = new Grant(Map.of(), null, List.of(), null);

        public Grant {
            resources = Copies.map(resources);
            checks = List.copyOf(checks);
        }

        Restrictions restrictions() {
            return new Restrictions(
                    resources,
                    parameters,
                    checks.stream().map(CheckEntry::check).toList(),
                    runtime);
        }
    }
}
