package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a role's schema asks for anything, so that there is a value which it refuses. What can't be told for certain asks. Used
 * once.
 */
final class Asking {
    private static final String NOTHING = "asks for nothing: it would refuse no call";

    /** The remarks, what belongs to another keyword, and what nobody asserts. */
    private static final Set<String> NEVER = Set.of(
            "$comment",
            "$defs",
            "$schema",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "default",
            "deprecated",
            "description",
            "else",
            "examples",
            "maxContains",
            "minContains",
            "readOnly",
            "then",
            "title",
            "writeOnly");

    /** These are found in any text. */
    private static final Set<String> ANYTHING = Set.of("", "^", "$", ".*", "^.*", ".*$");

    private static final Set<String> LEAST = Set.of("minItems", "minLength", "minProperties");

    private final Map<?, ?> root;
    private final Set<Object> path = Collections.newSetFromMap(new IdentityHashMap<>());

    Asking(Map<?, ?> root) {
        this.root = root;
    }

    /** The schema itself, or those of its properties that could as well be left out. */
    List<SchemaProblem> problems() {
        List<SchemaProblem> problems = new ArrayList<>();
        boolean namesAll = root.containsKey("additionalProperties") || root.containsKey("unevaluatedProperties");
        if (!namesAll && root.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, schema) -> {
                if (!asks(schema)) {
                    problems.add(new SchemaProblem("/properties/" + Pointers.escape(String.valueOf(name)), NOTHING));
                }
            });
        }
        if (problems.isEmpty() && root.keySet().stream().noneMatch(keyword -> asksAtRoot(String.valueOf(keyword)))) {
            problems.add(new SchemaProblem("", NOTHING));
        }
        return problems;
    }

    /** Arguments are an object anyway. */
    private boolean asksAtRoot(String keyword) {
        return !(keyword.equals("type") && "object".equals(root.get("type"))) && asks(root, keyword);
    }

    private boolean asks(@Nullable Object schema) {
        if (!(schema instanceof Map<?, ?> map)) {
            return !Boolean.TRUE.equals(schema);
        }
        if (!path.add(map)) {
            return false;
        }
        boolean asks = map.keySet().stream().anyMatch(keyword -> asks(map, String.valueOf(keyword)));
        path.remove(map);
        return asks;
    }

    private boolean asks(Map<?, ?> schema, String keyword) {
        Object value = schema.get(keyword);
        return switch (keyword) {
            case "properties", "patternProperties", "dependentSchemas", "allOf" ->
                parts(value).stream().anyMatch(this::asks);
            case "anyOf" -> parts(value).stream().allMatch(this::asks);
            case "oneOf" -> parts(value).size() > 1 || parts(value).stream().anyMatch(this::asks);
            case "dependentRequired" ->
                value instanceof Map<?, ?> map && map.entrySet().stream().anyMatch(Asking::asksMore);
            case "pattern" -> value instanceof String pattern && !ANYTHING.contains(pattern);
            case "required" -> !List.of().equals(value);
            case "additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems" -> asks(value);
            case "propertyNames" -> asks(value) && !Map.of("type", "string").equals(value);
            case "prefixItems" -> parts(value).stream().anyMatch(this::asks);
            case "if" -> asksOf(schema, "then") || asksOf(schema, "else");
            case "not" -> !Boolean.FALSE.equals(value);
            case "contains" -> !isZero(schema.get("minContains")) || schema.containsKey("maxContains");
            case "uniqueItems" -> !Boolean.FALSE.equals(value);
            case "$ref" -> asks(LocalRefs.resolve(root, String.valueOf(value)));
            default -> !NEVER.contains(keyword) && !(LEAST.contains(keyword) && isZero(value));
        };
    }

    private boolean asksOf(Map<?, ?> schema, String keyword) {
        return schema.containsKey(keyword) && asks(schema.get(keyword));
    }

    /** That a property needs itself is always so. */
    private static boolean asksMore(Map.Entry<?, ?> dependent) {
        return parts(dependent.getValue()).stream().anyMatch(name -> !name.equals(dependent.getKey()));
    }

    private static boolean isZero(@Nullable Object value) {
        return value instanceof Number number && number.doubleValue() == 0;
    }

    private static Collection<?> parts(@Nullable Object value) {
        return value instanceof List<?> list ? list : value instanceof Map<?, ?> map ? map.values() : List.of();
    }
}
