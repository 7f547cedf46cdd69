package dev.toolrun.authz;

import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.call.Principal;
import dev.toolrun.tool.ToolDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call whose principal may use the tool in at least one role. Made by {@link Policy} only. */
public final class AuthorizedCall {
    private final AuthenticatedCall authenticated;
    private final ToolDefinition tool;
    private final List<Grant> grants;

    AuthorizedCall(AuthenticatedCall authenticated, ToolDefinition tool, List<Grant> grants) {
        this.authenticated = authenticated;
        this.tool = tool;
        this.grants = List.copyOf(grants);
    }

    public AuthenticatedCall authenticated() {
        return authenticated;
    }

    public ToolDefinition tool() {
        return tool;
    }

    /**
     * The roles that may use the tool, in the configuration's order, never empty. The first whose restrictions permit the whole
     * call is the effective one: rights are not mixed from several.
     */
    public List<Grant> grants() {
        return grants;
    }

    /** The principal, in its effective role if only one comes into question. */
    public Principal principal() {
        Principal principal = authenticated.principal();
        return grants.size() == 1 ? principal.inRole(grants.get(0).role()) : principal;
    }

    /** The rule that permits the tool, or null while several come into question. */
    public @Nullable String rule() {
        return grants.size() == 1 ? grants.get(0).rule() : null;
    }
}
