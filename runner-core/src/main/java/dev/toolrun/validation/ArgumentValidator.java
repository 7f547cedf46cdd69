package dev.toolrun.validation;

import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Grant;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Violation;
import dev.toolrun.ratelimit.AdmittedCall;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments against the tool's input schema, fills in its defaults, and puts them into the tool's templates. All
 * violations are reported together. Thread-safe; a tool's schema is compiled at its first call.
 */
public final class ArgumentValidator {
    private static final String INPUT_SCHEMA = "inputSchema";
    private static final String CHECKS = "checks";

    private final Map<String, Compiled> byTool = new ConcurrentHashMap<>();
    private final ArgumentChecks checks;
    private final RoleRestrictions restrictions;

    /**
     * @param custom an embedder's own checks, by the name that tool files call them
     */
    public ArgumentValidator(Map<String, CustomCheck> custom) {
        checks = new ArgumentChecks(custom);
        restrictions = new RoleRestrictions(checks);
    }

    /**
     * Checks a call, decides its effective role, and makes what is to be started.
     *
     * @throws RefusedException with the violations, if there are any, or if no role permits these arguments
     * @throws RunnerException if the tool's schema can't be used
     */
    public ValidatedCall validate(AdmittedCall admitted) {
        ToolDefinition tool = admitted.authorized().tool();
        DecodedCall decoded = admitted.authorized().authenticated().decoded();
        return CheckingTime.within(CheckingTime.LIMIT, () -> {
            Readings readings = new Readings();
            Checked checked = check(tool, decoded.arguments(), readings);
            Grant grant = restrictions.firstPermitting(admitted.authorized(), checked.arguments(), readings);
            return new ValidatedCall(
                    admitted,
                    grant,
                    checked.arguments(),
                    checked.invocation(),
                    limits(tool, decoded.call().wallTime()));
        });
    }

    /**
     * The arguments as {@link #validate} would hand them on; the call gets no proof of it.
     *
     * @throws RefusedException with the violations, if there are any
     * @throws RunnerException if the tool's schema can't be used
     */
    public Map<String, @Nullable Object> check(AuthorizedCall authorized) {
        Map<String, @Nullable Object> arguments =
                authorized.authenticated().decoded().arguments();
        return check(authorized.tool(), arguments).arguments();
    }

    /**
     * The role in which {@link #validate} would let the call through; the call gets no proof of it.
     *
     * @param arguments what {@link #check} said
     * @throws RefusedException if no role permits these arguments
     * @throws RunnerException if a role's schema can't be used
     */
    public Grant checkRole(AuthorizedCall authorized, Map<String, @Nullable Object> arguments) {
        return CheckingTime.within(
                CheckingTime.LIMIT, () -> restrictions.firstPermitting(authorized, arguments, new Readings()));
    }

    /** What the tool gets satisfies the input schema, whatever its checks have written anew. */
    Checked check(ToolDefinition tool, Map<String, @Nullable Object> arguments) {
        return CheckingTime.within(CheckingTime.LIMIT, () -> check(tool, arguments, new Readings()));
    }

    private Checked check(ToolDefinition tool, Map<String, @Nullable Object> arguments, Readings readings) {
        List<Violation> violations = new ArrayList<>(Unicode.violations(arguments));
        refuse(tool, violations, "arguments");
        Compiled compiled = CheckingTime.free(() -> compiled(tool));
        Map<String, @Nullable Object> filled = compiled.defaults().fill(arguments);
        violations.addAll(againstSchema(compiled, filled));
        refuse(tool, violations, INPUT_SCHEMA);
        Map<String, @Nullable Object> passed =
                CheckingTime.orRefuse(rule(tool, CHECKS), () -> checks.apply(tool, filled, readings, violations));
        refuse(tool, violations, CHECKS);
        if (!passed.equals(filled)) {
            againstSchema(compiled, passed).forEach(violation -> violations.add(asWrittenAnew(violation)));
            refuse(tool, violations, INPUT_SCHEMA);
        }
        Invocation invocation = compiled.templates().fill(passed, violations);
        refuse(tool, violations, "command");
        return new Checked(passed, invocation);
    }

    private static List<Violation> againstSchema(Compiled compiled, Map<String, @Nullable Object> arguments) {
        String rule = rule(compiled.tool(), INPUT_SCHEMA);
        return CheckingTime.orRefuse(rule, () -> compiled.schema().violationsInTime(arguments));
    }

    private static String rule(ToolDefinition tool, String part) {
        return "tools." + tool.name() + "." + part;
    }

    private static Violation asWrittenAnew(Violation violation) {
        return new Violation(
                violation.pointer(), violation.keyword(), "As the tool would get it, " + violation.message());
    }

    private static Limits limits(ToolDefinition tool, @Nullable Duration wallTime) {
        return wallTime == null ? tool.limits() : tool.limits().withWallTimeAtMost(wallTime);
    }

    private static void refuse(ToolDefinition tool, List<Violation> violations, String part) {
        if (violations.isEmpty()) {
            return;
        }
        List<Violation> shown = violations.size() <= CompiledSchema.MAX_VIOLATIONS
                ? violations
                : violations.subList(0, CompiledSchema.MAX_VIOLATIONS);
        String first = shown.get(0).message();
        String more = violations.size() == 1 ? "" : ", and " + (violations.size() - 1) + " more";
        String start = part.equals(CHECKS)
                ? "The arguments do not pass the tool's checks: "
                : "The arguments do not match the tool's input schema: ";
        String message = start + first.substring(0, first.length() - 1) + more + ".";
        throw new RefusedException(Rejection.invalidArguments(message, rule(tool, part), shown));
    }

    /** A runner has one definition for a name; a second one, of an embedder's own making, takes the first one's place. */
    @SuppressWarnings("ReferenceEquality") // comparing whole schemas at each call would cost more than it is worth
    private Compiled compiled(ToolDefinition tool) {
        Compiled known = byTool.get(tool.name());
        if (known != null && known.tool() == tool) {
            return known;
        }
        Compiled compiled = compile(tool);
        byTool.put(tool.name(), compiled);
        return compiled;
    }

    private static Compiled compile(ToolDefinition tool) {
        try {
            Map<String, @Nullable Object> schema = SchemaCheck.closed(tool.inputSchema());
            return new Compiled(tool, CompiledSchema.of(schema), new Defaults(schema), new Templates(tool));
        } catch (IllegalArgumentException e) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The tool is not configured correctly.",
                    "The input schema of the tool " + tool.name() + " can't be used; 'toolrun config check' says why.",
                    e);
        }
    }

    /** What came of a check without violations. */
    record Checked(Map<String, @Nullable Object> arguments, Invocation invocation) {}

    private record Compiled(ToolDefinition tool, CompiledSchema schema, Defaults defaults, Templates templates) {}
}
