package dev.toolrun.authz;

import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.authn.Identity;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tools a principal may use, and in which roles. What no permission names is denied. Only the subject's roles
 * count; who acts for it can only narrow them. Immutable and thread-safe.
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
        Identity identity = authenticated.identity();
        List<String> roles = identity.principal().roles();
        String askedRole = authenticated.decoded().call().role();
        if (askedRole != null && !roles.contains(askedRole)) {
            throw denied("You do not have the role that was asked for.", "roles: principal lacks the role");
        }
        if (!actorMayUse(identity, toolName)) {
            throw denied("There is no such tool, or you may not use it.", "authentication.jwt.actors: not this tool");
        }
        List<String> candidates = askedRole == null ? roles : List.of(askedRole);
        List<Grant> grants = grants(toolName, candidates, identity.scopes());
        if (grants.isEmpty()) {
            List<Grant> withoutScopes = grants(toolName, candidates, null);
            throw denied(
                    "There is no such tool, or you may not use it.",
                    withoutScopes.isEmpty() ? NO_RULE : withoutScopes.get(0).rule() + ": scopes are missing");
        }
        return new AuthorizedCall(authenticated, known(toolName, grants.get(0)), grants);
    }

    private ToolDefinition known(String toolName, Grant grant) {
        ToolDefinition tool = catalog.find(toolName);
        if (tool == null) {
            throw new RefusedException(Rejection.of(
                    Layer.AUTHORIZATION,
                    Reason.UNKNOWN_TOOL,
                    "There is no tool of that name; 'toolrun tools list' shows those that there are.",
                    grant.rule()));
        }
        return tool;
    }

    /** The tools that may be used in at least one of the principal's roles. */
    public List<ToolDefinition> permittedTools(Identity identity) {
        return catalog.all().stream()
                .filter(tool -> actorMayUse(identity, tool.name())
                        && !grants(tool.name(), identity.principal().roles(), identity.scopes())
                                .isEmpty())
                .toList();
    }

    private static boolean actorMayUse(Identity identity, String toolName) {
        Set<String> tools = identity.actorTools();
        return tools == null || tools.contains(Permission.ANY_TOOL) || tools.contains(toolName);
    }

    /** In the order of the policy, whatever order the credential has its roles in. */
    private List<Grant> grants(String toolName, List<String> roles, @Nullable Set<String> scopes) {
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i < permissions.size(); i++) {
            Permission permission = permissions.get(i);
            if (permission.covers(toolName) && permission.hasScopes(scopes)) {
                for (Map.Entry<String, Restrictions> entry : permission.roles().entrySet()) {
                    if (roles.contains(entry.getKey())) {
                        String rule = "permissions[" + i + "].roles." + entry.getKey();
                        grants.add(new Grant(entry.getKey(), entry.getValue(), rule));
                    }
                }
            }
        }
        return grants;
    }

    private static RefusedException denied(String message, String rule) {
        return new RefusedException(Rejection.of(Layer.AUTHORIZATION, Reason.NOT_PERMITTED, message, rule));
    }
}
