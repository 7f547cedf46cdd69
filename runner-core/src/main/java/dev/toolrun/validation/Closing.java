package dev.toolrun.validation;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Closes the objects of a schema; see {@link SchemaCheck#closed}. A schema that describes an object by itself gets {@code
 * additionalProperties: false}; one that is combined of several gets {@code unevaluatedProperties: false}, which knows the
 * properties that its parts name. The alternatives of a schema that is nothing but a choice are closed each by itself.
 */
final class Closing {
    private static final Set<String> OPENNESS = Set.of("additionalProperties", "unevaluatedProperties");
    private static final Set<String> VALUES =
            Set.of("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems");
    private static final Pattern CLOSED_PLACE =
            Pattern.compile("#(/(properties|patternProperties|\\$defs)/[^/]+|/items|/additionalProperties)*");
    private static final Set<String> PARTS = Set.of("allOf", "anyOf", "oneOf", "then", "else");

    private final ObjectShapes shapes;

    /** References to schemas that are a part of what refers to them: these must not be closed by themselves. */
    private final Set<String> shared = new HashSet<>();

    private Closing(Map<?, ?> root) {
        shapes = new ObjectShapes(root);
    }

    static Map<String, @Nullable Object> close(Map<?, ?> schema) {
        Closing closing = new Closing(schema);
        int known;
        Map<Object, @Nullable Object> closed;
        do {
            known = closing.shared.size();
            closed = closing.value(schema);
        } while (closing.shared.size() > known);
        return Json.copyOf(closed);
    }

    private @Nullable Object value(@Nullable Object schema) {
        return schema instanceof Map<?, ?> map ? value(map) : schema;
    }

    /** A schema that describes a whole value. */
    private Map<Object, @Nullable Object> value(Map<?, ?> schema) {
        boolean isChoice = ObjectShapes.isChoice(schema);
        Map<Object, @Nullable Object> closed = inside(schema, Set.of(), isChoice);
        if (OPENNESS.stream().anyMatch(schema::containsKey)) {
            return closed;
        }
        String ref = ObjectShapes.isReference(schema) ? String.valueOf(schema.get("$ref")) : "";
        boolean isRefToClosed = CLOSED_PLACE.matcher(ref).matches() && !shared.contains(ref);
        boolean isClosedByParts = isRefToClosed || isChoice && shapes.isClosedByBranches(schema);
        if (!isClosedByParts && shapes.partsDescribeObject(schema)) {
            closed.put("unevaluatedProperties", false);
        } else if (ObjectShapes.describesObject(schema) && !isClosedByParts) {
            closed.put("additionalProperties", false);
        }
        return closed;
    }

    /**
     * A schema with what is in it closed, and not itself.
     *
     * @param settled properties that are described, and closed, where the schema is a part
     */
    private Map<Object, @Nullable Object> inside(Map<?, ?> schema, Set<?> settled, boolean isChoice) {
        Set<Object> names = new HashSet<>(settled);
        if (schema.get("properties") instanceof Map<?, ?> own) {
            names.addAll(own.keySet());
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        schema.forEach((keyword, part) -> closed.put(
                keyword,
                switch (String.valueOf(keyword)) {
                    case "properties", "patternProperties" -> values(part, settled);
                    case "prefixItems" -> branches(part, names, true);
                    case "$defs" -> definitions(part);
                    case "dependentSchemas" -> named(part, names);
                    default -> part(String.valueOf(keyword), part, names, isChoice);
                }));
        if (schema.get("$ref") instanceof String ref && !ObjectShapes.isReference(schema)) {
            shared.add(ref);
        }
        return closed;
    }

    private @Nullable Object part(String keyword, @Nullable Object part, Set<Object> names, boolean isChoice) {
        if (VALUES.contains(keyword)) {
            return value(part);
        }
        return PARTS.contains(keyword) ? branches(part, names, isChoice) : part;
    }

    private @Nullable Object branches(@Nullable Object part, Set<Object> names, boolean areValues) {
        if (!(part instanceof List<?> list)) {
            return areValues ? value(part) : branch(part, names);
        }
        List<@Nullable Object> closed = new ArrayList<>();
        list.forEach(one -> closed.add(areValues ? value(one) : branch(one, names)));
        return closed;
    }

    private @Nullable Object branch(@Nullable Object schema, Set<Object> names) {
        if (!(schema instanceof Map<?, ?> map)) {
            return schema;
        }
        if (map.get("$ref") instanceof String ref) {
            shared.add(ref);
        }
        return inside(map, names, false);
    }

    private @Nullable Object named(@Nullable Object part, Set<Object> names) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, schema) -> closed.put(name, branch(schema, names)));
        return closed;
    }

    private @Nullable Object values(@Nullable Object part, Set<?> settled) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, schema) -> closed.put(name, settled.contains(name) ? schema : value(schema)));
        return closed;
    }

    private @Nullable Object definitions(@Nullable Object part) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, schema) -> {
            String end = "/$defs/" + Pointers.escape(String.valueOf(name));
            boolean isShared = shared.stream().anyMatch(ref -> ref.endsWith(end));
            closed.put(
                    name, isShared && schema instanceof Map<?, ?> one ? inside(one, Set.of(), false) : value(schema));
        });
        return closed;
    }
}
