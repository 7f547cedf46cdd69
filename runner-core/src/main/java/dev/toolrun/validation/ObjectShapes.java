package dev.toolrun.validation;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which schemas describe objects, by themselves or by the parts that they are combined of. */
final class ObjectShapes {
    static final Set<String> OPENNESS = Set.of("additionalProperties", "unevaluatedProperties");

    private static final Set<String> REMARKS = Set.of(
            "$ref", "$comment", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples");

    /** What says something about an object's properties without describing any. */
    private static final Set<String> MENTIONS = Set.of(
            "required", "minProperties", "maxProperties", "propertyNames", "dependentRequired", "dependentSchemas");

    static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

    /** What says something about an object's properties beside a choice, or combines the schema with another one. */
    private static final Set<String> COMBINED =
            Set.of("properties", "patternProperties", "$ref", "allOf", "if", "then", "else", "dependentSchemas");

    private final Map<?, ?> root;

    ObjectShapes(Map<?, ?> root) {
        this.root = root;
    }

    /** Whether a schema is a reference and nothing else. */
    static boolean isReference(Map<?, ?> schema) {
        return schema.get("$ref") instanceof String && REMARKS.containsAll(schema.keySet());
    }

    /** Whether a schema is a choice between alternatives, of which each says all that there is to say. */
    static boolean isChoice(Map<?, ?> schema) {
        return CHOICES.stream().filter(schema::containsKey).count() == 1
                && COMBINED.stream().noneMatch(schema::containsKey);
    }

    static boolean describesObject(Map<?, ?> schema) {
        Object type = schema.get("type");
        return "object".equals(type)
                || (type instanceof List<?> types && types.contains("object"))
                || schema.containsKey("properties")
                || schema.containsKey("patternProperties");
    }

    /** Whether a schema says anything that is about objects only. */
    static boolean isAboutObjects(Map<?, ?> schema) {
        return describesObject(schema)
                || saysOfOthers(schema)
                || MENTIONS.stream().anyMatch(schema::containsKey);
    }

    private static boolean saysOfOthers(Map<?, ?> schema) {
        return OPENNESS.stream().anyMatch(schema::containsKey);
    }

    /** Whether each alternative is closed by itself, or no object. */
    boolean isClosedByBranches(Map<?, ?> choice) {
        Object branches = choice.containsKey("anyOf") ? choice.get("anyOf") : choice.get("oneOf");
        return branches instanceof List<?> list && list.stream().allMatch(this::isClosedOrNoObject);
    }

    private boolean isClosedOrNoObject(@Nullable Object branch) {
        if (!(branch instanceof Map<?, ?> map)) {
            return Boolean.FALSE.equals(branch);
        }
        return Stream.of("type", "enum", "const").anyMatch(map::containsKey) || describes(map, newPath());
    }

    /** Whether something that a schema is combined of describes an object, or says what properties without a name may be. */
    boolean partsDescribeObject(Map<?, ?> schema) {
        return partsDescribe(schema, newPath());
    }

    private boolean describes(@Nullable Object schema, Set<Object> path) {
        return schema instanceof Map<?, ?> map
                && (describesObject(map) || saysOfOthers(map) || partsDescribe(map, path));
    }

    private boolean partsDescribe(Map<?, ?> schema, Set<Object> path) {
        if (!path.add(schema)) {
            return false;
        }
        if (schema.get("$ref") instanceof String ref && describes(LocalRefs.resolve(root, ref), path)) {
            return true;
        }
        for (String keyword : List.of("allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas")) {
            Object value = schema.get(keyword);
            boolean isOne = keyword.equals("then") || keyword.equals("else");
            Collection<?> parts = value instanceof List<?> list
                    ? list
                    : value instanceof Map<?, ?> map ? (isOne ? List.of(map) : map.values()) : List.of();
            if (parts.stream().anyMatch(part -> describes(part, path))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Object> newPath() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
