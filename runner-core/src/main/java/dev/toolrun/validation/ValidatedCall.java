package dev.toolrun.validation;

import dev.toolrun.authz.Grant;
import dev.toolrun.call.Principal;
import dev.toolrun.ratelimit.AdmittedCall;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that passed the layers 1 to 4 and may run. Made by {@link ArgumentValidator} only. */
public final class ValidatedCall {
    private final AdmittedCall admitted;
    private final Grant grant;
    private final Map<String, @Nullable Object> arguments;
    private final Invocation invocation;
    private final Limits limits;

    ValidatedCall(
            AdmittedCall admitted,
            Grant grant,
            Map<String, @Nullable Object> arguments,
            Invocation invocation,
            Limits limits) {
        this.admitted = admitted;
        this.grant = grant;
        this.arguments = arguments;
        this.invocation = invocation;
        this.limits = limits;
    }

    public DecodedCall decoded() {
        return admitted.authorized().authenticated().decoded();
    }

    public ToolDefinition tool() {
        return admitted.authorized().tool();
    }

    /** The principal in its effective role. */
    public Principal principal() {
        return admitted.authorized().authenticated().principal().inRole(grant.role());
    }

    /** The rule that permitted the call. */
    public String rule() {
        return grant.rule();
    }

    /** The kind and id of the credential that was verified, for the audit log alone, or null. */
    public @Nullable String credential() {
        return admitted.authorized().authenticated().identity().credential();
    }

    /** The session's id, or null. */
    public @Nullable String session() {
        return admitted.authorized().authenticated().session().id();
    }

    /** The least isolation that the effective role asks for, by the name of an OCI runtime, or null. */
    public @Nullable String leastRuntime() {
        return grant.restrictions().runtime();
    }

    /** The arguments with the schema's defaults filled in, as its checks have written them anew: what the tool gets. */
    public Map<String, @Nullable Object> arguments() {
        return arguments;
    }

    public Invocation invocation() {
        return invocation;
    }

    /** The tool's limits, with the caller's shorter wall time where there is one. */
    public Limits limits() {
        return limits;
    }
}
