package dev.toolrun.validation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the names of properties that a schema mentions for the value itself, not for parts of it. Used once. */
final class MentionedNames {
    private static final Set<String> NAMED_FOR_PROPERTIES =
            Set.of("properties", "dependentSchemas", "dependentRequired");

    private final Map<?, ?> root;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();

    MentionedNames(Map<?, ?> rootSchema) {
        root = rootSchema;
    }

    /** The names, by the JSON pointers to where they are mentioned. */
    Map<String, String> byPointer() {
        visit(root, "");
        return names;
    }

    private void visit(@Nullable Object schema, String pointer) {
        if (!(schema instanceof Map<?, ?> map) || !seen.add(pointer)) {
            return;
        }
        map.forEach((key, value) -> {
            String keyword = String.valueOf(key);
            String at = pointer + "/" + Pointers.escape(keyword);
            if (NAMED_FOR_PROPERTIES.contains(keyword) && value instanceof Map<?, ?> named) {
                visitNamed(keyword, named, at);
            } else if (keyword.equals("required")) {
                addAll(value, at);
            } else if (keyword.equals("$ref") && value instanceof String ref && ref.startsWith("#")) {
                visit(LocalRefs.resolve(root, ref), ref.substring(1));
            } else if (Keywords.IN_PLACE.contains(keyword)) {
                visitInPlace(value, at);
            }
        });
    }

    private void visitNamed(String keyword, Map<?, ?> named, String at) {
        named.forEach((name, value) -> {
            String below = at + "/" + Pointers.escape(String.valueOf(name));
            names.put(below, String.valueOf(name));
            if (keyword.equals("dependentRequired")) {
                addAll(value, below);
            } else if (keyword.equals("dependentSchemas")) {
                visit(value, below);
            }
        });
    }

    private void visitInPlace(@Nullable Object value, String at) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), at + "/" + i);
            }
        } else {
            visit(value, at);
        }
    }

    private void addAll(@Nullable Object value, String at) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                names.put(at + "/" + i, String.valueOf(list.get(i)));
            }
        }
    }
}
