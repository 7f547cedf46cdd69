package dev.toolrun.validation;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the defaults of missing properties, at every depth that {@code properties}, {@code items}, {@code prefixItems},
 * {@code allOf} and local references reach. What only may apply ({@code anyOf} and the like) fills in nothing.
 */
final class Defaults {
    private final Map<?, ?> root;

    Defaults(Map<?, ?> rootSchema) {
        root = rootSchema;
    }

    /** A copy of the arguments, unmodifiable at every depth, with the defaults in it. */
    Map<String, @Nullable Object> fill(Map<String, @Nullable Object> arguments) {
        if (fill(root, arguments, 0) instanceof Map<?, ?> filled) {
            return Json.copyOf(filled);
        }
        return arguments;
    }

    private @Nullable Object fill(@Nullable Object schema, @Nullable Object value, int depth) {
        if (!(schema instanceof Map<?, ?> map) || depth > Json.MAX_DEPTH) {
            return value;
        }
        Object filled = value;
        if (map.get("$ref") instanceof String ref) {
            filled = fill(LocalRefs.resolve(root, ref), filled, depth + 1);
        }
        if (map.get("allOf") instanceof List<?> all) {
            for (Object part : all) {
                filled = fill(part, filled, depth + 1);
            }
        }
        if (filled instanceof Map<?, ?> object && map.get("properties") instanceof Map<?, ?> properties) {
            return fillObject(properties, object, depth);
        }
        return filled instanceof List<?> list ? fillList(map, list, depth) : filled;
    }

    private Map<Object, @Nullable Object> fillObject(Map<?, ?> properties, Map<?, ?> object, int depth) {
        Map<Object, @Nullable Object> filled = new LinkedHashMap<>(object);
        properties.forEach((name, schema) -> {
            if (filled.containsKey(name)) {
                filled.put(name, fill(schema, filled.get(name), depth + 1));
            } else if (schema instanceof Map<?, ?> map && map.containsKey("default")) {
                filled.put(name, fill(schema, map.get("default"), depth + 1));
            }
        });
        return filled;
    }

    private List<@Nullable Object> fillList(Map<?, ?> schema, List<?> list, int depth) {
        List<?> prefix = schema.get("prefixItems") instanceof List<?> schemas ? schemas : List.of();
        Object items = schema.get("items");
        List<@Nullable Object> filled = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            filled.add(fill(i < prefix.size() ? prefix.get(i) : items, list.get(i), depth + 1));
        }
        return Collections.unmodifiableList(filled);
    }
}
