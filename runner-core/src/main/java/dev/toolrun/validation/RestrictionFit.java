package dev.toolrun.validation;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a role's schema says without any effect: a keyword that says nothing about the type of the value that the tools
 * take there, a name that they do not have, and a value on a deny list that they never take. What can't be told for certain is
 * left alone. Used once.
 */
final class RestrictionFit {
    /** What a keyword has an effect with only. */
    private static final Map<String, Set<String>> COMPANIONS = Map.of(
            "if", Set.of("then", "else"),
            "then", Set.of("if"),
            "else", Set.of("if"),
            "minContains", Set.of("contains"),
            "maxContains", Set.of("contains"));

    private final Map<?, ?> role;
    private final Set<SchemaProblem> problems = new LinkedHashSet<>();
    private final Set<Place> seen = new HashSet<>();

    /**
     * A schema within the role's.
     *
     * @param values what the tools take there
     * @param denies whether a value that satisfies the schema may be refused for it
     */
    private record Place(String pointer, ToolValues values, boolean denies) {
        Place then(Object step) {
            return new Place(pointer + "/" + Pointers.escape(String.valueOf(step)), values, denies);
        }

        Place with(ToolValues others) {
            return new Place(pointer, others, denies);
        }

        Place denying(boolean whether) {
            return new Place(pointer, values, whether);
        }
    }

    RestrictionFit(Map<?, ?> role) {
        this.role = role;
    }

    /**
     * @param tools the schemas, closed, of which one at least must be restricted by each keyword
     */
    List<SchemaProblem> problems(List<? extends Map<?, ?>> tools) {
        visit(role, new Place("", ToolValues.roots(tools), false));
        return List.copyOf(problems);
    }

    private void visit(@Nullable Object schema, Place place) {
        Set<String> types = place.values().types();
        if (!(schema instanceof Map<?, ?> map) || types.isEmpty() || !seen.add(place)) {
            return;
        }
        map.forEach((key, part) -> {
            String keyword = String.valueOf(key);
            Place at = place.then(keyword);
            Set<String> about = Keywords.ABOUT.get(keyword);
            checkCompanion(keyword, map, at);
            if (about != null && types.stream().noneMatch(about::contains)) {
                report(at, "'" + keyword + "' says nothing about a value of type " + shown(types));
            } else {
                checkDenied(keyword, part, at);
                visitParts(keyword, part, map, at);
            }
        });
        if (map.get("$ref") instanceof String ref && ref.startsWith("#")) {
            visit(LocalRefs.resolve(role, ref), new Place(ref.substring(1), place.values(), place.denies()));
        }
    }

    private void checkCompanion(String keyword, Map<?, ?> schema, Place at) {
        Set<String> companions = COMPANIONS.get(keyword);
        if (companions != null && companions.stream().noneMatch(schema::containsKey)) {
            String missing = String.join("' or '", new TreeSet<>(companions));
            report(at, "'" + keyword + "' says nothing without '" + missing + "'");
        }
        Object condition = schema.get("if");
        if (keyword.equals("then") && Boolean.FALSE.equals(condition)) {
            report(at, "'then' says nothing: 'if' never holds");
        } else if (keyword.equals("else")
                && (Boolean.TRUE.equals(condition) || Map.of().equals(condition))) {
            report(at, "'else' says nothing: 'if' always holds");
        }
    }

    /** A deny list of what the tools never take refuses nothing. */
    private void checkDenied(String keyword, @Nullable Object part, Place at) {
        ToolValues values = at.values();
        if (!at.denies()) {
            return;
        }
        if (keyword.equals("const")) {
            checkDeniedValue(part, at);
        } else if (keyword.equals("enum")) {
            for (int i = 0; i < list(part).size(); i++) {
                checkDeniedValue(list(part).get(i), at.then(i));
            }
        } else if (keyword.equals("type") && part != null) {
            Collection<?> named = part instanceof List<?> list ? list : List.of(part);
            boolean isPossible = values.types().stream()
                    .anyMatch(type -> named.contains(type) || (type.equals("integer") && named.contains("number")));
            if (!isPossible) {
                report(at, "refuses nothing: a value here is of type " + shown(values.types()));
            }
        }
    }

    private void checkDeniedValue(@Nullable Object value, Place at) {
        Set<String> types = at.values().types();
        if (!types.contains(JsonTypes.of(value))) {
            report(at, "refuses nothing: a value here is of type " + shown(types));
        } else if (!at.values().mayBe(value)) {
            report(at, "refuses nothing: it is none of the values that are taken here");
        }
    }

    private void visitParts(String keyword, @Nullable Object part, Map<?, ?> schema, Place at) {
        ToolValues values = at.values();
        switch (keyword) {
            case "properties" -> named(part).forEach((name, one) -> visitProperty(name, one, at));
            case "patternProperties" -> named(part).forEach((pattern, one) -> visitPattern(pattern, one, at));
            case "additionalProperties", "unevaluatedProperties" ->
                visit(part, at.with(values.properties(name -> isOther(name, schema))));
            case "propertyNames" -> visit(part, at.with(values.names()));
            case "required" -> checkNames(part, at);
            case "dependentRequired" ->
                named(part).forEach((name, others) -> {
                    checkName(name, at.then(name));
                    checkNames(others, at.then(name));
                });
            case "dependentSchemas" ->
                named(part).forEach((name, one) -> {
                    checkName(name, at.then(name));
                    visit(one, at.then(name));
                });
            default -> visitItems(keyword, part, schema, at);
        }
    }

    private void visitItems(String keyword, @Nullable Object part, Map<?, ?> schema, Place at) {
        ToolValues values = at.values();
        switch (keyword) {
            case "items", "unevaluatedItems" -> {
                int first = schema.get("prefixItems") instanceof List<?> list ? list.size() : 0;
                visit(part, at.with(values.items(first)));
            }
            case "prefixItems" -> {
                for (int i = 0; i < list(part).size(); i++) {
                    visit(list(part).get(i), at.then(i).with(values.item(i)));
                }
            }
            case "contains" -> {
                boolean denies = at.denies() || schema.containsKey("maxContains");
                visit(part, at.with(values.items(0)).denying(denies));
            }
            default -> visitInPlace(keyword, part, at);
        }
    }

    private void visitInPlace(String keyword, @Nullable Object part, Place at) {
        switch (keyword) {
            case "not" -> visit(part, at.denying(!at.denies()));
            case "if" -> visit(part, at.denying(true));
            case "then", "else" -> visit(part, at);
            case "allOf", "anyOf", "oneOf" -> {
                for (int i = 0; i < list(part).size(); i++) {
                    visit(list(part).get(i), at.then(i));
                }
            }
            default -> {}
        }
    }

    private void visitProperty(String name, @Nullable Object schema, Place at) {
        checkName(name, at.then(name));
        visit(schema, at.then(name).with(at.values().property(name)));
    }

    private void checkNames(@Nullable Object names, Place at) {
        for (int i = 0; i < list(names).size(); i++) {
            checkName(String.valueOf(list(names).get(i)), at.then(i));
        }
    }

    /** Of names at a root others say it, with a suggestion. */
    private void checkName(String name, Place at) {
        if (!at.values().areRoots() && at.values().property(name).isEmpty()) {
            report(at, "'" + Pointers.shown(name) + "' is no property there");
        }
    }

    private void visitPattern(String pattern, @Nullable Object schema, Place at) {
        if (at.values().takeOthers()) {
            return;
        }
        ToolValues properties = at.values().named(name -> LinearRegex.finds(pattern, name));
        if (properties.isEmpty()) {
            report(at.then(pattern), "the pattern matches no property");
        } else {
            visit(schema, at.then(pattern).with(properties));
        }
    }

    /** Whether a property is one that a schema neither names nor has a pattern for. */
    private static boolean isOther(String name, Map<?, ?> schema) {
        return !named(schema.get("properties")).containsKey(name)
                && named(schema.get("patternProperties")).keySet().stream()
                        .noneMatch(pattern -> LinearRegex.finds(pattern, name));
    }

    @SuppressWarnings("unchecked") // the keys of JSON objects are strings
    private static Map<String, @Nullable Object> named(@Nullable Object part) {
        return part instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    private static List<?> list(@Nullable Object part) {
        return part instanceof List<?> list ? list : List.of();
    }

    /** An integer is a number. */
    private static String shown(Set<String> types) {
        return types.stream()
                .filter(type -> !type.equals("integer") || !types.contains("number"))
                .collect(Collectors.joining(" or "));
    }

    private void report(Place at, String message) {
        problems.add(new SchemaProblem(at.pointer(), message));
    }
}
