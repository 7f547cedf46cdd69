package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds strings that UTF-8 can't express: the tool would get something else than what was checked. */
final class Unicode {
    private Unicode() {}

    /** One violation for each parameter with an unpaired surrogate in it, in names as well as in values. */
    static List<Violation> violations(Map<String, @Nullable Object> arguments) {
        List<Violation> violations = new ArrayList<>();
        arguments.forEach((name, value) -> {
            if (isBroken(name) || isBroken(value)) {
                List<String> path = List.of(name);
                violations.add(new Violation(
                        Pointers.of(path),
                        "unicode",
                        Pointers.readable(path) + " contains half of a surrogate pair, which is no character."));
            }
        });
        return violations;
    }

    private static boolean isBroken(@Nullable Object value) {
        if (value instanceof String text) {
            return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().anyMatch(entry -> isBroken(entry.getKey()) || isBroken(entry.getValue()));
        }
        return value instanceof List<?> list && list.stream().anyMatch(Unicode::isBroken);
    }
}
