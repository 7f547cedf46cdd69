package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a role's schema says without any effect: a keyword that says nothing about the type of the value that the tools
 * take there, and a name that they do not have. What can't be told for certain is left alone. Used once.
 */
final class RestrictionFit {
    private static final Map<String, Set<String>> TYPES = typesOfKeywords();

    /** What a keyword has an effect with only. */
    private static final Map<String, Set<String>> COMPANIONS = Map.of(
            "if", Set.of("then", "else"),
            "then", Set.of("if"),
            "else", Set.of("if"),
            "minContains", Set.of("contains"),
            "maxContains", Set.of("contains"));

    private static final ToolValue NAME = new ToolValue(Map.of(), Map.of("type", "string"));

    private final Map<?, ?> role;
    private final List<SchemaProblem> problems = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    RestrictionFit(Map<?, ?> role) {
        this.role = role;
    }

    /**
     * @param tools the schemas, closed, of which one at least must be restricted by each keyword
     */
    List<SchemaProblem> problems(List<? extends Map<?, ?>> tools) {
        visit(role, tools.stream().map(tool -> new ToolValue(tool, tool)).toList(), "");
        return problems;
    }

    private void visit(@Nullable Object schema, List<ToolValue> tools, String pointer) {
        if (!(schema instanceof Map<?, ?> map) || !seen.add(pointer)) {
            return;
        }
        Set<String> types = new TreeSet<>();
        tools.forEach(tool -> types.addAll(tool.types()));
        map.forEach((key, part) -> {
            String keyword = String.valueOf(key);
            String at = pointer + "/" + Pointers.escape(keyword);
            Set<String> about = TYPES.get(keyword);
            checkCompanion(keyword, map, at);
            if (about != null && types.stream().noneMatch(about::contains)) {
                String what = String.join(" or ", types);
                problems.add(new SchemaProblem(at, "'" + keyword + "' says nothing about a value of type " + what));
            } else {
                visitParts(keyword, part, tools, at);
            }
        });
        if (map.get("$ref") instanceof String ref && ref.startsWith("#")) {
            visit(LocalRefs.resolve(role, ref), tools, ref.substring(1));
        }
    }

    private void checkCompanion(String keyword, Map<?, ?> schema, String at) {
        Set<String> companions = COMPANIONS.get(keyword);
        if (companions != null && companions.stream().noneMatch(schema::containsKey)) {
            String missing = String.join("' or '", new TreeSet<>(companions));
            problems.add(new SchemaProblem(at, "'" + keyword + "' says nothing without '" + missing + "'"));
        }
    }

    private void visitParts(String keyword, @Nullable Object part, List<ToolValue> tools, String at) {
        if (keyword.equals("items")) {
            visit(part, tools.stream().map(ToolValue::item).toList(), at);
        } else if (keyword.equals("propertyNames")) {
            visit(part, List.of(NAME), at);
        } else if (part instanceof Map<?, ?> named && keyword.equals("properties")) {
            named.forEach((name, schema) -> visitProperty(String.valueOf(name), schema, tools, at));
        } else if (part instanceof Map<?, ?> named && keyword.equals("patternProperties")) {
            named.forEach((pattern, schema) -> visitPattern(String.valueOf(pattern), schema, tools, at));
        } else if (Keywords.IN_PLACE.contains(keyword) && part instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), tools, at + "/" + i);
            }
        } else if (Keywords.IN_PLACE.contains(keyword)) {
            visit(part, tools, at);
        }
    }

    private void visitProperty(String name, @Nullable Object schema, List<ToolValue> tools, String at) {
        String below = at + "/" + Pointers.escape(name);
        List<ToolValue> properties = tools.stream()
                .flatMap(tool -> Stream.ofNullable(tool.property(name)))
                .toList();
        if (!properties.isEmpty()) {
            visit(schema, properties, below);
        } else if (tools.stream().noneMatch(ToolValue::isRoot)) { // others say it of a root, with a suggestion
            problems.add(new SchemaProblem(below, "'" + Pointers.shown(name) + "' is no property there"));
        }
    }

    private void visitPattern(String pattern, @Nullable Object schema, List<ToolValue> tools, String at) {
        String below = at + "/" + Pointers.escape(pattern);
        if (tools.stream().anyMatch(ToolValue::takesOthers)) {
            return;
        }
        List<ToolValue> properties = tools.stream()
                .flatMap(tool -> tool.names().stream()
                        .filter(name -> LinearRegex.finds(pattern, name))
                        .flatMap(name -> Stream.ofNullable(tool.property(name))))
                .toList();
        if (properties.isEmpty()) {
            problems.add(new SchemaProblem(below, "the pattern matches no property"));
        } else {
            visit(schema, properties, below);
        }
    }

    private static Map<String, Set<String>> typesOfKeywords() {
        Map<String, Set<String>> types = new HashMap<>();
        put(types, Set.of("number", "integer"), "multipleOf maximum exclusiveMaximum minimum exclusiveMinimum");
        put(
                types,
                Set.of("string"),
                "maxLength minLength pattern format contentEncoding contentMediaType contentSchema");
        put(
                types,
                Set.of("array"),
                "items prefixItems contains minContains maxContains minItems maxItems uniqueItems unevaluatedItems");
        put(
                types,
                Set.of("object"),
                "properties patternProperties additionalProperties propertyNames required dependentRequired"
                        + " dependentSchemas minProperties maxProperties unevaluatedProperties");
        return types;
    }

    private static void put(Map<String, Set<String>> types, Set<String> about, String keywords) {
        for (String keyword : keywords.split(" ")) {
            types.put(keyword, about);
        }
    }
}
