package dev.toolrun.authz;

import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tools a principal may use. What no permission names is denied. One role permits the whole call: the one
 * that was asked for, or else the first of the principal's that does. Immutable and thread-safe.
 */
public final class Policy {
    private static final String NO_RULE = "permissions: no entry permits it (default deny)";

    private final List<Permission> permissions;
    private final ToolCatalog catalog;

    public Policy(List<Permission> permissions, ToolCatalog catalog) {
        this.permissions = List.copyOf(permissions);
        this.catalog = catalog;
    }

    /**
     * @throws RefusedException unless one role of the principal permits the tool
     */
    public AuthorizedCall authorize(AuthenticatedCall authenticated) {
        String toolName = authenticated.decoded().call().tool();
        Principal principal = authenticated.principal();
        String askedRole = authenticated.decoded().call().role();
        if (askedRole != null && !principal.roles().contains(askedRole)) {
            throw denied("You do not have the role that was asked for.", "roles: principal lacks the role");
        }
        List<String> candidates = askedRole == null ? principal.roles() : List.of(askedRole);
        Grant grant = firstGrant(toolName, candidates);
        if (grant == null) {
            throw denied("There is no such tool, or you may not use it.", NO_RULE);
        }
        ToolDefinition tool = catalog.find(toolName);
        if (tool == null) {
            throw new RefusedException(Rejection.of(
                    Layer.AUTHORIZATION,
                    Reason.UNKNOWN_TOOL,
                    "There is no tool of that name; 'toolrun tools list' shows those that there are.",
                    grant.rule()));
        }
        return new AuthorizedCall(authenticated, tool, principal.inRole(grant.role()), grant.rule());
    }

    /** The tools that the principal may use in at least one of its roles. */
    public List<ToolDefinition> permittedTools(Principal principal) {
        return catalog.all().stream()
                .filter(tool -> firstGrant(tool.name(), principal.roles()) != null)
                .toList();
    }

    private @Nullable Grant firstGrant(String toolName, List<String> roles) {
        for (String role : roles) {
            for (int i = 0; i < permissions.size(); i++) {
                Permission permission = permissions.get(i);
                if (permission.covers(toolName) && permission.roles().contains(role)) {
                    return new Grant(role, "permissions[" + i + "].roles." + role);
                }
            }
        }
        return null;
    }

    private static RefusedException denied(String message, String rule) {
        return new RefusedException(Rejection.of(Layer.AUTHORIZATION, Reason.NOT_PERMITTED, message, rule));
    }

    private record Grant(String role, String rule) {}
}
