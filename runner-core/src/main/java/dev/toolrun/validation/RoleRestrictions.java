package dev.toolrun.validation;

import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Grant;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The second and third level of authorization, which look at the arguments that the tool will get: what the roles of a call may
 * say and touch. Each role is looked at by itself; nothing of one helps another. Thread-safe; a role's schema is compiled at its
 * first call.
 */
final class RoleRestrictions {
    private final Map<String, Compiled> byRule = new ConcurrentHashMap<>();
    private final ArgumentChecks checks;
    private final Resources resources = new Resources();

    private record Compiled(Restrictions restrictions, CompiledSchema schema) {}

    RoleRestrictions(ArgumentChecks checks) {
        this.checks = checks;
    }

    /**
     * The first role that permits the whole call.
     *
     * @param arguments as the tool will get them
     * @throws RefusedException if none does; its rule names what refused in the first role. For invalid arguments if the time of
     *     the call is over
     * @throws RunnerException if a role's schema can't be used
     */
    Grant firstPermitting(AuthorizedCall call, Map<String, @Nullable Object> arguments) {
        List<String> refusing = new ArrayList<>();
        for (Grant grant : call.grants()) {
            String part = refusingPart(call.tool(), grant, arguments);
            if (part == null) {
                return grant;
            }
            refusing.add(grant.rule() + "." + part);
        }
        String more = refusing.size() == 1 ? "" : " (and " + (refusing.size() - 1) + " more)";
        throw new RefusedException(Rejection.of(
                Layer.AUTHORIZATION,
                Reason.NOT_PERMITTED,
                "You may use this tool, but not with these arguments.",
                refusing.get(0) + more));
    }

    /** The first part of the restrictions that does not permit the call, or null. */
    private @Nullable String refusingPart(ToolDefinition tool, Grant grant, Map<String, @Nullable Object> arguments) {
        Restrictions restrictions = grant.restrictions();
        if (restrictions.parameters() != null && !satisfy(grant, restrictions.parameters(), arguments)) {
            return "parameters";
        }
        for (int i = 0; i < restrictions.checks().size(); i++) {
            if (!passes(restrictions.checks().get(i), tool, arguments)) {
                return "checks[" + i + "]";
            }
        }
        for (Map.Entry<String, Set<String>> entry : restrictions.resources().entrySet()) {
            if (!permits(entry.getValue(), entry.getKey(), tool, arguments)) {
                return "resources." + entry.getKey();
            }
        }
        return null;
    }

    /** A call that has used up its time is refused in all roles: the other ones would share what is left of it. */
    private boolean satisfy(
            Grant grant, Map<String, @Nullable Object> parameters, Map<String, @Nullable Object> arguments) {
        try {
            return schema(grant, parameters).violationsInTime(arguments).isEmpty();
        } catch (CheckingTime.OverException e) {
            throw new RefusedException(Rejection.invalidArguments(
                    "The arguments take too long to be checked: they are too large or too deeply nested.",
                    grant.rule() + ".parameters",
                    List.of(CompiledSchema.TOO_COSTLY)));
        }
    }

    /** A check of a parameter that the tool does not have is one that can't be made. */
    private boolean passes(ArgumentCheck check, ToolDefinition tool, Map<String, @Nullable Object> arguments) {
        String parameter = check.parameter();
        boolean canBeMade = parameter == null
                || SchemaCheck.declaredNames(tool.inputSchema()).contains(parameter);
        return canBeMade && checks.violations(tool, List.of(check), arguments).isEmpty();
    }

    private boolean permits(
            Set<String> allowed, String kind, ToolDefinition tool, Map<String, @Nullable Object> arguments) {
        ResourceSource source = tool.resources().get(kind);
        return source != null
                && resources
                        .touched(tool, kind, arguments)
                        .map(touched -> AllowedResources.permit(allowed, source, touched))
                        .orElse(false);
    }

    /** A rule has one schema for as long as its policy lives; another policy's takes its place. */
    @SuppressWarnings("ReferenceEquality") // comparing whole schemas at each call would cost more than it is worth
    private CompiledSchema schema(Grant grant, Map<String, @Nullable Object> parameters) {
        Compiled known = byRule.get(grant.rule());
        if (known != null && known.restrictions() == grant.restrictions()) {
            return known.schema();
        }
        try {
            CompiledSchema schema = CompiledSchema.of(parameters);
            byRule.put(grant.rule(), new Compiled(grant.restrictions(), schema));
            return schema;
        } catch (IllegalArgumentException e) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The permissions are not configured correctly.",
                    "The schema " + grant.rule() + ".parameters can't be used; 'toolrun config check' says why.",
                    e);
        }
    }
}
