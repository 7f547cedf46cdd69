package dev.toolrun.config;

import dev.toolrun.authz.Permission;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.Map;

/**
 * An entry of {@code permissions}: who may use a tool. What no entry names is denied.
 *
 * @param tool a tool's name, or {@code *} for every tool
 * @param roles what each role may do with it
 */
@NotYet("scopes")
public record PermissionEntry(
        @NotBlank(message = "must name a tool, or be \"*\"") String tool,

        @NotEmpty(message = "must name at least one role")
        Map<@NotBlank(message = "must not be empty") String, @Valid Grant> roles) {

    public PermissionEntry {
        roles = Copies.map(roles);
    }

    Permission permission() {
        return new Permission(tool, roles.keySet());
    }

    /** What a role may do with a tool: everything, as long as there is nothing in it. */
    @NotYet({"resources", "parameters", "checks", "runtime"})
    public record Grant() {}
}
