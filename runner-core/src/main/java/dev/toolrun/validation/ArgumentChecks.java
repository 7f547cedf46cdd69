package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.checks.EmailCheck;
import dev.toolrun.validation.checks.PathCheck;
import dev.toolrun.validation.checks.SqlCheck;
import dev.toolrun.validation.checks.UnfitValue;
import dev.toolrun.validation.checks.UrlCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the checks that a schema can't express. Thread-safe. */
final class ArgumentChecks {
    private static final int MAX_SENTENCE = 300;
    private static final int STEPS_FOR_ADDRESS = 20;

    private final Map<String, CustomCheck> custom;

    ArgumentChecks(Map<String, CustomCheck> custom) {
        this.custom = Map.copyOf(custom);
    }

    /**
     * The arguments as the tool gets them: what its checks have read is written anew. Parameters that are absent or null are not
     * looked at. The embedder's own checks come last, and a check whose value a later one has changed looks at it again, so that
     * none has seen anything else than what the tool gets.
     *
     * @param arguments those that satisfy the input schema, with its defaults
     * @param readings those of the call
     * @param violations takes what is wrong
     * @throws CheckingTime.OverException if the time of the call is over
     */
    Map<String, @Nullable Object> apply(
            ToolDefinition tool,
            Map<String, @Nullable Object> arguments,
            Readings readings,
            List<Violation> violations) {
        if (tool.checks().isEmpty()) {
            return arguments;
        }
        Map<String, @Nullable Object> passed = new LinkedHashMap<>(arguments);
        Map<ArgumentCheck, Object> seen = new LinkedHashMap<>();
        for (ArgumentCheck check : tool.checks()) {
            Object canonical = isCustom(check) ? null : new Look(tool, check, passed, readings, true).take(violations);
            if (canonical != null) {
                passed.put(String.valueOf(check.parameter()), canonical);
                seen.put(check, canonical);
            }
        }
        seen.forEach((check, value) -> {
            if (!value.equals(passed.get(check.parameter()))) {
                new Look(tool, check, passed, readings, false).take(violations);
            }
        });
        tool.checks().stream()
                .filter(ArgumentChecks::isCustom)
                .forEach(check -> new Look(tool, check, passed, readings, false).take(violations));
        return Collections.unmodifiableMap(passed);
    }

    private static boolean isCustom(ArgumentCheck check) {
        return check instanceof ArgumentCheck.Custom;
    }

    /**
     * What a role's checks have against arguments, which they never change; empty if nothing. So that the tool gets what was
     * looked at, a path, URL or address must be in its canonical form already.
     *
     * @param arguments as the tool will get them
     * @param readings those of the call
     * @throws CheckingTime.OverException if the time of the call is over
     */
    List<Violation> violations(
            ToolDefinition tool,
            List<ArgumentCheck> checks,
            Map<String, @Nullable Object> arguments,
            Readings readings) {
        List<Violation> violations = new ArrayList<>();
        for (ArgumentCheck check : checks) {
            new Look(tool, check, arguments, readings, false).take(violations);
        }
        return violations;
    }

    /** The tool's own check of the SQL in a parameter, or null. */
    static ArgumentCheck.@Nullable Sql ownSql(ToolDefinition tool, String parameter) {
        return tool.checks().stream()
                .filter(check -> check instanceof ArgumentCheck.Sql sql
                        && sql.parameter().equals(parameter))
                .map(ArgumentCheck.Sql.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** One check of one call. */
    private final class Look {
        private final ToolDefinition tool;
        private final ArgumentCheck check;
        private final Map<String, @Nullable Object> arguments;
        private final Readings readings;
        private final boolean rewrites;

        Look(
                ToolDefinition tool,
                ArgumentCheck check,
                Map<String, @Nullable Object> arguments,
                Readings readings,
                boolean rewrites) {
            this.tool = tool;
            this.check = check;
            this.arguments = arguments;
            this.readings = readings;
            this.rewrites = rewrites;
        }

        /** The parameter's canonical value; null if it is absent, is not fit, or if the check is about none. */
        @Nullable
        Object take(List<Violation> violations) {
            CheckingTime.look();
            if (check instanceof ArgumentCheck.Custom own) {
                violations.addAll(ask(own));
                return null;
            }
            String parameter = String.valueOf(check.parameter());
            Object value = arguments.get(parameter);
            if (value == null) {
                return null;
            }
            List<String> path = new ArrayList<>(List.of(parameter));
            try {
                return canonical(value, path);
            } catch (UnfitValue e) {
                String sentence = Pointers.readable(path) + " " + e.getMessage() + ".";
                violations.add(new Violation(Pointers.of(path), keyword(), sentence));
                return null;
            }
        }

        private String keyword() {
            return check instanceof ArgumentCheck.Sql
                    ? "sql"
                    : check instanceof ArgumentCheck.Path
                            ? "path"
                            : check instanceof ArgumentCheck.Url ? "url" : "email";
        }

        private Object canonical(Object value, List<String> path) throws UnfitValue {
            if (check instanceof ArgumentCheck.Sql sql) {
                if (rewrites) {
                    return SqlCheck.rewritten(sql, value, arguments, readings.statements());
                }
                SqlCheck.examine(sql, ownSql(tool, sql.parameter()), value, arguments, readings.statements());
                return value;
            }
            if (check instanceof ArgumentCheck.Path within) {
                return handedOver(PathCheck.canonical(within, tool.mounts(), value), value);
            }
            return check instanceof ArgumentCheck.Url url
                    ? handedOver(UrlCheck.canonical(url, value), value)
                    : addresses((ArgumentCheck.Email) check, value, path);
        }

        /** What was looked at, if that is what the tool gets. */
        private Object handedOver(String canonical, Object value) throws UnfitValue {
            if (!rewrites && !canonical.equals(value)) {
                throw new UnfitValue("must be in its canonical form");
            }
            return canonical;
        }

        private Object addresses(ArgumentCheck.Email email, Object value, List<String> path) throws UnfitValue {
            if (!(value instanceof List<?> list)) {
                return handedOver(EmailCheck.canonical(email, value), value);
            }
            Addresses read = readings.addresses(list);
            int index = 0;
            try {
                for (String address : read.canonical()) {
                    CheckingTime.spend(STEPS_FOR_ADDRESS);
                    EmailCheck.requireDomain(email, address);
                    handedOver(address, list.get(index));
                    index++;
                }
                return read.all();
            } catch (UnfitValue e) {
                path.add(String.valueOf(index));
                throw e;
            }
        }

        /** Whatever the embedder's check does, it lets nothing through but by an empty list. */
        private List<Violation> ask(ArgumentCheck.Custom own) {
            CustomCheck registered = custom.get(own.name());
            try {
                List<Violation> found = CheckingTime.free(() -> Objects.requireNonNull(registered)
                        .violations(
                                Collections.unmodifiableMap(arguments), Collections.unmodifiableMap(own.options())));
                return found.stream().map(Look::readable).toList();
            } catch (RuntimeException | StackOverflowError e) {
                return List.of(new Violation("", "custom", "The arguments can't be checked."));
            }
        }

        private static Violation readable(Violation violation) {
            String text = Pointers.shorten(violation.message().strip(), MAX_SENTENCE);
            String sentence =
                    text.isEmpty() ? "The arguments are not allowed." : text.endsWith(".") ? text : text + ".";
            return new Violation(violation.pointer(), violation.keyword(), sentence);
        }
    }
}
