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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The second and third level of authorization, which look at the arguments that the tool will get: what the roles of a call may
 * say and touch. Each role is looked at by itself; nothing of one helps another. Thread-safe; a role's schema is compiled at its
 * first call.
 */
final class RoleRestrictions {
    private final Map<String, Compiled> byRule = new ConcurrentHashMap<>();
    private final ArgumentChecks checks;

    private record Compiled(Restrictions restrictions, CompiledSchema schema) {}

    RoleRestrictions(ArgumentChecks checks) {
        this.checks = checks;
    }

    /**
     * The first role that permits the whole call.
     *
     * @param arguments as the tool will get them
     * @param readings those of the call
     * @throws RefusedException if none does; its rule names what refused in the first role. For invalid arguments if the time of
     *     the call is over
     * @throws RunnerException if a role's schema can't be used
     */
    Grant firstPermitting(AuthorizedCall call, Map<String, @Nullable Object> arguments, Readings readings) {
        Look look = new Look(call.tool(), arguments, readings);
        List<String> refusing = new ArrayList<>();
        for (Grant grant : call.grants()) {
            String part = look.refusingPart(grant);
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

    /** One call, in all of its roles: a call that has used up its time is refused in all of them. */
    private final class Look {
        private final ToolDefinition tool;
        private final Map<String, @Nullable Object> arguments;
        private final Readings readings;
        private final Resources resources;

        Look(ToolDefinition tool, Map<String, @Nullable Object> arguments, Readings readings) {
            this.tool = tool;
            this.arguments = arguments;
            this.readings = readings;
            resources = new Resources(tool, arguments, readings.statements());
        }

        /** The first part of the restrictions that does not permit the call, or null. */
        @Nullable
        String refusingPart(Grant grant) {
            Restrictions restrictions = grant.restrictions();
            Map<String, @Nullable Object> parameters = restrictions.parameters();
            if (parameters != null && !holds(grant, "parameters", () -> satisfy(grant, parameters))) {
                return "parameters";
            }
            for (int i = 0; i < restrictions.checks().size(); i++) {
                ArgumentCheck check = restrictions.checks().get(i);
                String part = "checks[" + i + "]";
                if (!holds(grant, part, () -> passes(check))) {
                    return part;
                }
            }
            for (Map.Entry<String, Set<String>> entry : restrictions.resources().entrySet()) {
                String part = "resources." + entry.getKey();
                if (!holds(grant, part, () -> permits(entry.getValue(), entry.getKey()))) {
                    return part;
                }
            }
            return null;
        }

        private static boolean holds(Grant grant, String part, Supplier<Boolean> restriction) {
            return CheckingTime.orRefuse(grant.rule() + "." + part, restriction);
        }

        private boolean satisfy(Grant grant, Map<String, @Nullable Object> parameters) {
            CompiledSchema schema = CheckingTime.free(() -> schema(grant, parameters));
            return schema.violationsInTime(arguments).isEmpty();
        }

        /** A check of a parameter that the tool does not have is one that can't be made. */
        private boolean passes(ArgumentCheck check) {
            String parameter = check.parameter();
            boolean canBeMade = parameter == null
                    || SchemaCheck.declaredNames(tool.inputSchema()).contains(parameter);
            return canBeMade
                    && checks.violations(tool, List.of(check), arguments, readings)
                            .isEmpty();
        }

        private boolean permits(Set<String> allowed, String kind) {
            ResourceSource source = tool.resources().get(kind);
            return source != null
                    && resources
                            .touched(kind)
                            .map(touched -> AllowedResources.permit(allowed, source, touched))
                            .orElse(false);
        }
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
