package dev.toolrun.validation;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Closes the objects of a schema; see {@link SchemaCheck#closed}. */
final class Closing {
    private static final Set<String> OPENNESS = Set.of("additionalProperties", "unevaluatedProperties");
    private static final Set<String> PARTS = Set.of("items", "additionalProperties", "unevaluatedProperties");
    private static final Set<String> NAMED_PARTS = Set.of("properties", "patternProperties", "$defs");

    private Closing() {}

    static Map<String, @Nullable Object> close(Map<?, ?> schema) {
        return Json.copyOf(closeObject(schema));
    }

    private static @Nullable Object close(@Nullable Object schema) {
        return schema instanceof Map<?, ?> map ? closeObject(map) : schema;
    }

    private static Map<Object, @Nullable Object> closeObject(Map<?, ?> schema) {
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        schema.forEach((keyword, value) -> closed.put(keyword, closePart(String.valueOf(keyword), value)));
        if (describesObject(schema) && OPENNESS.stream().noneMatch(schema::containsKey)) {
            closed.put("additionalProperties", false);
        }
        return closed;
    }

    private static @Nullable Object closePart(String keyword, @Nullable Object value) {
        if (PARTS.contains(keyword)) {
            return close(value);
        }
        if (keyword.equals("prefixItems") && value instanceof List<?> list) {
            List<@Nullable Object> closed = new ArrayList<>();
            list.forEach(part -> closed.add(close(part)));
            return closed;
        }
        if (NAMED_PARTS.contains(keyword) && value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
            map.forEach((name, part) -> closed.put(name, close(part)));
            return closed;
        }
        return value;
    }

    private static boolean describesObject(Map<?, ?> schema) {
        Object type = schema.get("type");
        return "object".equals(type)
                || (type instanceof List<?> types && types.contains("object"))
                || schema.containsKey("properties");
    }
}
