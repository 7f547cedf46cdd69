package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of the schemas that say something about the same value: a schema itself, or what it is combined of.
 *
 * @param schema as it is written
 * @param alternatives of which choices it is which alternative, by the schema and keyword that hold the choice
 */
record Piece(Map<?, ?> schema, Map<Choice, Integer> alternatives) {

    /** Of what one alternative at most applies. Choices are told apart by identity. */
    @SuppressWarnings("ReferenceEquality")
    record Choice(Map<?, ?> holder) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Choice choice && choice.holder == holder;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(holder);
        }
    }

    /** A schema and all that it is combined of, in its references too. */
    static List<Piece> of(Map<?, ?> schema, Map<?, ?> root) {
        List<Piece> pieces = new ArrayList<>();
        collect(new Piece(schema, Map.of()), root, pieces, Collections.newSetFromMap(new IdentityHashMap<>()));
        return pieces;
    }

    private static void collect(Piece piece, Map<?, ?> root, List<Piece> pieces, Set<Object> seen) {
        if (!seen.add(piece.schema)) {
            return;
        }
        pieces.add(piece);
        Map<?, ?> schema = piece.schema;
        if (schema.get("$ref") instanceof String ref) {
            piece.part(LocalRefs.resolve(root, ref), root, pieces, seen);
        }
        for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
            if (schema.get(keyword) instanceof List<?> parts) {
                for (int i = 0; i < parts.size(); i++) {
                    boolean excludes = keyword.equals("oneOf");
                    (excludes ? piece.alternative(i) : piece).part(parts.get(i), root, pieces, seen);
                }
            }
        }
        if (schema.containsKey("then") || schema.containsKey("else")) {
            piece.alternative(-1).part(schema.get("then"), root, pieces, seen);
            piece.alternative(-2).part(schema.get("else"), root, pieces, seen);
        }
        if (schema.get("dependentSchemas") instanceof Map<?, ?> dependent) {
            dependent.values().forEach(part -> piece.part(part, root, pieces, seen));
        }
    }

    private void part(@Nullable Object part, Map<?, ?> root, List<Piece> pieces, Set<Object> seen) {
        if (part instanceof Map<?, ?> map) {
            collect(new Piece(map, alternatives), root, pieces, seen);
        }
    }

    /** Alternatives of {@code oneOf} are counted from 0; {@code then} and {@code else} are below 0. */
    private Piece alternative(int index) {
        Map<Choice, Integer> more = new LinkedHashMap<>(alternatives);
        more.put(new Choice(schema), index);
        return new Piece(schema, more);
    }

    /** Whether both may say something about one value. */
    boolean goesWith(Piece other) {
        return alternatives.entrySet().stream().noneMatch(mine -> {
            Integer theirs = other.alternatives.get(mine.getKey());
            return theirs != null && !theirs.equals(mine.getValue()) && theirs < 0 == mine.getValue() < 0;
        });
    }

    /** What it says about a property. */
    List<Map<?, ?>> property(String name) {
        List<@Nullable Object> found = new ArrayList<>(named("properties", name::equals));
        found.addAll(named("patternProperties", pattern -> LinearRegex.finds(pattern, name)));
        if (found.isEmpty()) {
            found.addAll(ofOthers());
        }
        listed().forEach(object -> {
            if (object.containsKey(name)) {
                found.add(Collections.singletonMap("const", object.get(name)));
            }
        });
        return schemas(found);
    }

    /** What it says about properties that match a pattern: those of that very pattern, and those with a name. */
    List<Map<?, ?>> pattern(String pattern) {
        List<@Nullable Object> found = new ArrayList<>(named("patternProperties", pattern::equals));
        if (found.isEmpty()) {
            found.addAll(ofOthers());
        }
        found.addAll(named("properties", name -> LinearRegex.finds(pattern, name)));
        return schemas(found);
    }

    /** What it says about the properties for which another piece has neither a name nor a pattern. */
    List<Map<?, ?>> others(Piece other) {
        List<@Nullable Object> found = new ArrayList<>(
                named("properties", name -> !other.names("properties").contains(name)));
        found.addAll(named("patternProperties", pattern -> true));
        found.addAll(ofOthers());
        return schemas(found);
    }

    private List<@Nullable Object> named(String keyword, Predicate<String> condition) {
        List<@Nullable Object> found = new ArrayList<>();
        if (schema.get(keyword) instanceof Map<?, ?> named) {
            named.forEach((name, one) -> {
                if (condition.test(String.valueOf(name))) {
                    found.add(one);
                }
            });
        }
        return found;
    }

    private List<@Nullable Object> ofOthers() {
        return Collections.singletonList(schema.get("additionalProperties"));
    }

    /** The objects that the value may be, where it says all of them. */
    private List<Map<?, ?>> listed() {
        List<@Nullable Object> listed = new ArrayList<>(schema.get("enum") instanceof List<?> list ? list : List.of());
        listed.add(schema.get("const"));
        return schemas(listed);
    }

    private static List<Map<?, ?>> schemas(List<?> parts) {
        List<Map<?, ?>> schemas = new ArrayList<>();
        parts.forEach(part -> {
            if (part instanceof Map<?, ?> map) {
                schemas.add(map);
            }
        });
        return schemas;
    }

    /** What it says about an item, by its index; with -1 about any. */
    List<Map<?, ?>> item(int index) {
        List<?> first = schema.get("prefixItems") instanceof List<?> list ? list : List.of();
        List<@Nullable Object> found = new ArrayList<>();
        if (index < 0) {
            found.addAll(first);
        }
        found.add(index >= 0 && index < first.size() ? first.get(index) : schema.get("items"));
        return schemas(found);
    }

    /** The names of properties, or the patterns; those in the objects that it lists are names as well. */
    Set<String> names(String keyword) {
        Set<String> names = new TreeSet<>(keys(schema.get(keyword)));
        if (keyword.equals("properties")) {
            names.addAll(listedNames());
        }
        return names;
    }

    Set<String> listedNames() {
        Set<String> names = new TreeSet<>();
        listed().forEach(object -> names.addAll(keys(object)));
        return names;
    }

    /** The names of properties that it asks for and does not describe. */
    Set<String> mentioned() {
        Set<String> names = new TreeSet<>(strings(schema.get("required")));
        if (schema.get("dependentRequired") instanceof Map<?, ?> dependent) {
            names.addAll(keys(dependent));
            dependent.values().forEach(others -> names.addAll(strings(others)));
        }
        names.addAll(keys(schema.get("dependentSchemas")));
        return names;
    }

    private static Set<String> keys(@Nullable Object named) {
        return named instanceof Map<?, ?> map ? strings(map.keySet()) : Set.of();
    }

    private static Set<String> strings(@Nullable Object values) {
        Set<String> strings = new TreeSet<>();
        if (values instanceof Collection<?> all) {
            all.forEach(value -> strings.add(String.valueOf(value)));
        }
        return strings;
    }

    /** Whether it says of properties without a name that they may be there. */
    boolean isOpen() {
        return ObjectShapes.OPENNESS.stream()
                .anyMatch(keyword -> schema.containsKey(keyword) && !Boolean.FALSE.equals(schema.get(keyword)));
    }
}
