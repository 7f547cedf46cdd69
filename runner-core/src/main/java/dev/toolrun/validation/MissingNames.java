package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds objects that must have a property and can't, as nobody names it: every call with such an object would be refused. Used once. */
final class MissingNames {
    /** What only asks is not closed, and may well be unlike anything that there is. */
    private static final Set<String> ASKING = Set.of("not", "if", "contains");

    private final List<SchemaProblem> problems = new ArrayList<>();

    /**
     * @param closed a schema, closed
     */
    List<SchemaProblem> problems(Map<?, ?> closed) {
        visit(closed, "");
        return problems;
    }

    private void visit(@Nullable Object schema, String pointer) {
        if (!(schema instanceof Map<?, ?> map)) {
            return;
        }
        if (Boolean.FALSE.equals(map.get("additionalProperties")) && !map.containsKey("patternProperties")) {
            check(map, pointer);
        }
        map.forEach((key, part) -> {
            String keyword = String.valueOf(key);
            String at = pointer + "/" + Pointers.escape(keyword);
            if (Keywords.ONE_SCHEMA.contains(keyword) && !ASKING.contains(keyword)) {
                visit(part, at);
            } else if (Keywords.LIST_OF_SCHEMAS.contains(keyword) && part instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    visit(list.get(i), at + "/" + i);
                }
            } else if (Keywords.NAMED_SCHEMAS.contains(keyword) && part instanceof Map<?, ?> named) {
                named.forEach((name, one) -> visit(one, at + "/" + Pointers.escape(String.valueOf(name))));
            }
        });
    }

    private void check(Map<?, ?> schema, String pointer) {
        Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
        if (schema.get("required") instanceof List<?> required) {
            for (int i = 0; i < required.size(); i++) {
                String name = String.valueOf(required.get(i));
                if (!known.containsKey(name)) {
                    String at = pointer + "/required/" + i;
                    problems.add(new SchemaProblem(
                            at, "'" + Pointers.shown(name) + "' is required, and no property that can be there"));
                }
            }
        }
        boolean asksForAny = schema.get("minProperties") instanceof Number least && least.doubleValue() > 0;
        if (known.isEmpty() && (asksForAny || schema.containsKey("propertyNames"))) {
            problems.add(new SchemaProblem(
                    pointer, "the object can have no property: name some, or say 'additionalProperties: true'"));
        }
    }
}
