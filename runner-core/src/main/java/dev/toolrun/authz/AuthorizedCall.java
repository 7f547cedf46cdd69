package dev.toolrun.authz;

import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.call.Principal;
import dev.toolrun.tool.ToolDefinition;

/** A call whose principal may use the tool. Made by {@link Policy} only. */
public final class AuthorizedCall {
    private final AuthenticatedCall authenticated;
    private final ToolDefinition tool;
    private final Principal principal;
    private final String rule;

    AuthorizedCall(AuthenticatedCall authenticated, ToolDefinition tool, Principal principal, String rule) {
        this.authenticated = authenticated;
        this.tool = tool;
        this.principal = principal;
        this.rule = rule;
    }

    public AuthenticatedCall authenticated() {
        return authenticated;
    }

    public ToolDefinition tool() {
        return tool;
    }

    /** The principal in its effective role. */
    public Principal principal() {
        return principal;
    }

    /** The rule that permits the call, for example {@code permissions[0].roles.analyst}. */
    public String rule() {
        return rule;
    }
}
