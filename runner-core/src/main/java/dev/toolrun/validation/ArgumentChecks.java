package dev.toolrun.validation;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Violation;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ToolDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the checks that a schema can't express. Thread-safe. */
final class ArgumentChecks {
    private final Map<String, CustomCheck> custom;

    ArgumentChecks(Map<String, CustomCheck> custom) {
        this.custom = Map.copyOf(custom);
    }

    /**
     * The arguments as the tool gets them.
     *
     * @param violations takes what is wrong
     */
    Map<String, @Nullable Object> apply(
            ToolDefinition tool, Map<String, @Nullable Object> arguments, List<Violation> violations) {
        if (!tool.checks().isEmpty()) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The tool is not configured correctly.",
                    "The checks of the tool " + tool.name() + " can't be made (" + custom.keySet() + ").",
                    null);
        }
        return arguments;
    }

    /**
     * What a role's checks have against arguments, which they never change; empty if nothing.
     *
     * @param arguments as the tool will get them
     */
    List<Violation> violations(
            ToolDefinition tool, List<ArgumentCheck> checks, Map<String, @Nullable Object> arguments) {
        return checks.isEmpty()
                ? List.of()
                : List.of(new Violation("", "checks", "The checks of the tool " + tool.name() + " can't be made."));
    }
}
