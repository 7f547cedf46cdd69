package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds defaults of root properties that their own schema refuses: every call without them would be refused. Used once. */
final class DefaultsCheck {
    private final Map<String, @Nullable Object> root;

    DefaultsCheck(Map<String, @Nullable Object> root) {
        this.root = root;
    }

    /** Of what is wrong with a call without arguments, only what is at such a default counts. */
    List<SchemaProblem> problems() {
        List<SchemaProblem> problems = new ArrayList<>();
        Map<String, @Nullable Object> filled = new Defaults(root).fill(Map.of());
        if (filled.isEmpty()) {
            return problems;
        }
        List<Violation> violations = CompiledSchema.of(root).allViolations(filled);
        for (String name : filled.keySet()) {
            String place = Pointers.of(List.of(name));
            violations.stream()
                    .filter(violation -> (violation.pointer() + "/").startsWith(place + "/"))
                    .findFirst()
                    .ifPresent(violation -> problems.add(problem(name, violation.message())));
        }
        return problems;
    }

    private static SchemaProblem problem(String name, String message) {
        return new SchemaProblem(
                "/properties/" + Pointers.escape(name) + "/default",
                "the default does not match its own schema: " + message.substring(0, message.length() - 1));
    }
}
