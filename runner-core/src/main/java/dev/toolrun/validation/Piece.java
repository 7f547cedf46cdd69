package dev.toolrun.validation;

import dev.toolrun.validation.Part.Applies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the schemas that say something about the same value: a schema itself, or what it is combined of.
 *
 * @param schema as it is written
 * @param alternatives of which choices it is which alternative, by the schema and keyword that hold the choice
 * @param conditions where it applies, if the schema does that is combined of it
 * @param whole where that schema applies
 */
record Piece(Map<?, ?> schema, Map<Choice, Integer> alternatives, Set<Condition> conditions, Applies whole) {

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

    static Piece alone(Map<?, ?> schema) {
        return new Piece(schema, Map.of(), Set.of(), Applies.ALWAYS);
    }

    /** A schema and all that it is combined of, in its references too. */
    static List<Piece> of(Map<?, ?> schema, Map<?, ?> root) {
        return of(new Part(schema, Applies.ALWAYS), root);
    }

    static List<Piece> of(Part part, Map<?, ?> root) {
        List<Piece> pieces = new ArrayList<>();
        Piece all = new Piece(part.schema(), Map.of(), Set.of(), part.applies());
        boolean isTree = all.collect(root, pieces, Collections.newSetFromMap(new IdentityHashMap<>()));
        return isTree ? pieces : pieces.stream().map(Piece::byItself).toList();
    }

    /** Whether nothing was met twice: what was applies under other conditions too. */
    private boolean collect(Map<?, ?> root, List<Piece> pieces, Set<Object> seen) {
        if (!seen.add(schema)) {
            return false;
        }
        pieces.add(this);
        boolean isTree = true;
        for (Piece part : parts(root)) {
            isTree &= part.collect(root, pieces, seen);
        }
        return isTree;
    }

    private List<Piece> parts(Map<?, ?> root) {
        List<Piece> parts = new ArrayList<>();
        if (schema.get("$ref") instanceof String ref) {
            parts.addAll(with(LocalRefs.resolve(root, ref)));
        }
        for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
            if (schema.get(keyword) instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    parts.addAll(
                            switch (keyword) {
                                case "allOf" -> with(list.get(i));
                                case "anyOf" -> branch(list.get(i), schema);
                                default -> alternative(i).branch(list.get(i), null);
                            });
                }
            }
        }
        if (schema.containsKey("then") || schema.containsKey("else")) {
            parts.addAll(alternative(-1).branch(schema.get("then"), null));
            parts.addAll(alternative(-2).branch(schema.get("else"), null));
        }
        if (schema.get("dependentSchemas") instanceof Map<?, ?> dependent) {
            dependent.values().forEach(part -> parts.addAll(branch(part, null)));
        }
        return parts;
    }

    private List<Piece> with(@Nullable Object part) {
        return part instanceof Map<?, ?> map ? List.of(new Piece(map, alternatives, conditions, whole)) : List.of();
    }

    private List<Piece> branch(@Nullable Object part, @Nullable Map<?, ?> anyOf) {
        if (!(part instanceof Map<?, ?> map)) {
            return List.of();
        }
        Set<Condition> more = new LinkedHashSet<>(conditions);
        more.add(new Condition(map, anyOf));
        return List.of(new Piece(map, alternatives, more, whole));
    }

    /** The same, if only it is known to apply with itself. */
    private Piece byItself() {
        Set<Condition> own = conditions.isEmpty() ? conditions : Set.of(new Condition(schema, null));
        return new Piece(schema, alternatives, own, whole);
    }

    /** Alternatives of {@code oneOf} are counted from 0; {@code then} and {@code else} are below 0. */
    private Piece alternative(int index) {
        Map<Choice, Integer> more = new LinkedHashMap<>(alternatives);
        more.put(new Choice(schema), index);
        return new Piece(schema, more, conditions, whole);
    }

    /** Whether both may say something about one value. */
    boolean goesWith(Piece other) {
        return alternatives.entrySet().stream().noneMatch(mine -> {
            Integer theirs = other.alternatives.get(mine.getKey());
            return theirs != null && !theirs.equals(mine.getValue()) && theirs < 0 == mine.getValue() < 0;
        });
    }

    /** Whether it applies wherever another piece of the same schema does. */
    Applies appliesWith(Piece other) {
        if (other.conditions.containsAll(conditions)) {
            return Applies.ALWAYS;
        }
        boolean isInstead =
                conditions.stream().anyMatch(mine -> other.conditions.stream().anyMatch(mine::isBeside));
        return isInstead ? Applies.INSTEAD : Applies.PERHAPS;
    }

    /** Whether it applies wherever the schema does that its own one is said beside. */
    Applies applies() {
        return whole.and(conditions.isEmpty() ? Applies.ALWAYS : Applies.PERHAPS);
    }

    /** What it says about a property. */
    List<Part> property(String name) {
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
        return parts(found, Applies.ALWAYS);
    }

    /** What it says about properties that match a pattern: those of that very pattern, and those with a name. */
    List<Part> pattern(String pattern) {
        List<@Nullable Object> same = named("patternProperties", pattern::equals);
        List<@Nullable Object> some = named("properties", name -> LinearRegex.finds(pattern, name));
        boolean isForAll =
                some.isEmpty() && keys(schema.get("patternProperties")).isEmpty();
        List<Part> found = new ArrayList<>(parts(same, Applies.ALWAYS));
        if (same.isEmpty()) {
            found.addAll(parts(ofOthers(), isForAll ? Applies.ALWAYS : Applies.PERHAPS));
        }
        found.addAll(parts(some, Applies.PERHAPS));
        return found;
    }

    /** What it says about the properties for which another piece has neither a name nor a pattern. */
    List<Part> others(Piece other) {
        List<@Nullable Object> some = new ArrayList<>(
                named("properties", name -> !other.names("properties").contains(name)));
        some.addAll(named("patternProperties", pattern -> true));
        boolean isForAll = Stream.of("properties", "patternProperties")
                .allMatch(keyword -> keys(other.schema.get(keyword)).containsAll(keys(schema.get(keyword))));
        List<Part> found = new ArrayList<>(parts(some, Applies.PERHAPS));
        found.addAll(parts(ofOthers(), isForAll ? Applies.ALWAYS : Applies.PERHAPS));
        return found;
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

    private static List<Part> parts(List<?> found, Applies applies) {
        return schemas(found).stream().map(map -> new Part(map, applies)).toList();
    }

    /** What it says about the item with an index. */
    List<Part> item(int index) {
        List<?> first = firstItems();
        Object found = index < first.size() ? first.get(index) : schema.get("items");
        return parts(Collections.singletonList(found), Applies.ALWAYS);
    }

    /** What it says about the items from an index on. */
    List<Part> itemsFrom(int index) {
        List<?> first = firstItems();
        List<Part> found =
                new ArrayList<>(parts(first.subList(Math.min(index, first.size()), first.size()), Applies.PERHAPS));
        boolean isForAll = first.size() <= index;
        List<@Nullable Object> items = Collections.singletonList(schema.get("items"));
        found.addAll(parts(items, isForAll ? Applies.ALWAYS : Applies.PERHAPS));
        return found;
    }

    /** What it says about the first items, one by one. */
    List<?> firstItems() {
        return schema.get("prefixItems") instanceof List<?> list ? list : List.of();
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
