package dev.toolrun.validation;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at every subschema of a schema for what the meta-schema lets pass. Used once. */
final class SchemaWalk {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private final Map<String, ? extends @Nullable Object> root;
    private final List<SchemaProblem> problems = new ArrayList<>();
    private final Set<Object> withoutLoop = Collections.newSetFromMap(new IdentityHashMap<>());

    SchemaWalk(Map<String, ? extends @Nullable Object> root) {
        this.root = root;
    }

    List<SchemaProblem> problems() {
        visit(root, "", 0);
        return problems;
    }

    private void visit(@Nullable Object schema, String pointer, int depth) {
        if (!(schema instanceof Map<?, ?> map)) {
            return; // true, false, or something that the meta-schema refuses
        }
        if (depth > Json.MAX_DEPTH) {
            report(pointer, "the schema is nested too deeply");
            return;
        }
        map.forEach((key, value) -> {
            String keyword = String.valueOf(key);
            String at = pointer + "/" + Pointers.escape(keyword);
            checkKeyword(keyword, value, at);
            visitParts(keyword, value, at, depth + 1);
        });
        if (map.containsKey("$ref") && loops(map, Collections.newSetFromMap(new IdentityHashMap<>()))) {
            report(pointer + "/$ref", "the schema refers to itself without end");
        }
    }

    private void visitParts(String keyword, @Nullable Object value, String at, int depth) {
        if (Keywords.ONE_SCHEMA.contains(keyword)) {
            visit(value, at, depth);
        } else if (Keywords.LIST_OF_SCHEMAS.contains(keyword) && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), at + "/" + i, depth);
            }
        } else if (Keywords.NAMED_SCHEMAS.contains(keyword) && value instanceof Map<?, ?> map) {
            map.forEach((name, part) -> visit(part, at + "/" + Pointers.escape(String.valueOf(name)), depth));
        }
    }

    private void checkKeyword(String keyword, @Nullable Object value, String at) {
        if (Keywords.UNSUPPORTED.contains(keyword)) {
            report(at, "'" + keyword + "' is not supported in a tool's schema");
        } else if (!Keywords.isKnown(keyword)) {
            String meant = Keywords.meant(keyword);
            report(
                    at,
                    "'" + Pointers.shown(keyword) + "' is no keyword of JSON Schema 2020-12"
                            + (meant == null ? "" : "; did you mean '" + meant + "'?"));
        }
        switch (keyword) {
            case "type" -> checkTypes(value, at);
            case "$ref" -> checkRef(value, at);
            case "$schema" -> check(DIALECT.equals(value), at, "only '" + DIALECT + "' is supported");
            case "format" -> checkFormat(value, at);
            case "pattern" -> checkPattern(value, at);
            case "patternProperties" -> checkPatterns(value, at);
            default -> {}
        }
    }

    private void checkTypes(@Nullable Object value, String at) {
        for (Object type : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            if (type instanceof String name && !Keywords.TYPES.contains(name)) {
                report(at, "'" + Pointers.shown(name) + "' is no type of JSON Schema");
            }
        }
    }

    private void checkRef(@Nullable Object value, String at) {
        if (!(value instanceof String ref)) {
            return;
        }
        if (!LocalRefs.isLocal(ref)) {
            report(at, "only references within the schema are supported ('#' or '#/...')");
        } else if (!(LocalRefs.resolve(root, ref) instanceof Map<?, ?>
                || LocalRefs.resolve(root, ref) instanceof Boolean)) {
            report(at, "the reference leads to no schema");
        }
    }

    private void checkFormat(@Nullable Object value, String at) {
        if (value instanceof String format && !Keywords.FORMATS.contains(format)) {
            report(at, "the format '" + Pointers.shown(format) + "' can't be checked here; a pattern can");
        }
    }

    private void checkPattern(@Nullable Object value, String at) {
        String problem = value instanceof String regex ? LinearRegex.problem(regex) : null;
        if (problem != null) {
            report(at, "the pattern can't be used (RE2 syntax, linear time): " + Pointers.shorten(problem, 100));
        }
    }

    private void checkPatterns(@Nullable Object value, String at) {
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> checkPattern(key, at + "/" + Pointers.escape(String.valueOf(key))));
        }
    }

    /** Whether a schema comes back to itself while it still looks at the same value. */
    private boolean loops(Object schema, Set<Object> path) {
        if (!(schema instanceof Map<?, ?> map) || withoutLoop.contains(schema)) {
            return false;
        }
        if (!path.add(schema)) {
            return true;
        }
        boolean found = inPlace(map).stream().anyMatch(next -> loops(next, path));
        path.remove(schema);
        if (!found) {
            withoutLoop.add(schema);
        }
        return found;
    }

    private List<Object> inPlace(Map<?, ?> schema) {
        List<Object> next = new ArrayList<>();
        Object target = schema.get("$ref") instanceof String ref ? LocalRefs.resolve(root, ref) : null;
        if (target != null) {
            next.add(target);
        }
        for (String keyword : Keywords.IN_PLACE) {
            Object value = schema.get(keyword);
            if (value instanceof List<?> list) {
                next.addAll(list.stream().filter(Map.class::isInstance).toList());
            } else if (value != null) {
                next.add(value);
            }
        }
        if (schema.get("dependentSchemas") instanceof Map<?, ?> dependent) {
            next.addAll(
                    dependent.values().stream().filter(Map.class::isInstance).toList());
        }
        return next;
    }

    private void check(boolean fine, String at, String message) {
        if (!fine) {
            report(at, message);
        }
    }

    private void report(String pointer, String message) {
        problems.add(new SchemaProblem(pointer, message));
    }
}
