package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value that a tool takes, as far as its schema says plainly what it is; of anything else, everything is possible. Told apart
 * by identity.
 *
 * @param root the tool's input schema, closed
 * @param schema a part of it, or null if nothing is known
 */
@SuppressWarnings("ReferenceEquality") // whole schemas would be compared at each step
record ToolValue(Map<?, ?> root, @Nullable Object schema) {
    /** A name of a property, of which no more is known. */
    static final ToolValue NAME = new ToolValue(Map.of(), Map.of("type", "string"));

    private static final int DEEPEST = 10;

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolValue value && value.root == root && value.schema == schema;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(root) + System.identityHashCode(schema);
    }

    boolean isRoot() {
        return root == schema;
    }

    /** Numbers are both {@code number} and {@code integer}, unless they are integers only. */
    Set<String> types() {
        return types(schema, 0);
    }

    private Set<String> types(@Nullable Object part, int depth) {
        Set<String> types = new TreeSet<>(Keywords.TYPES);
        if (!(part instanceof Map<?, ?> map) || depth > DEEPEST) {
            return types;
        }
        if (map.containsKey("type")) {
            Collection<?> named = map.get("type") instanceof List<?> list ? list : List.of(map.get("type"));
            types.removeIf(type -> !named.contains(type) && !(type.equals("integer") && named.contains("number")));
        }
        Collection<?> values = own(map);
        if (values != null) {
            types.retainAll(values.stream().map(JsonTypes::of).toList());
        }
        for (Object all : conjuncts(map)) {
            types.retainAll(types(all, depth + 1));
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (map.get(choice) instanceof List<?> branches) {
                Set<String> any = new TreeSet<>();
                branches.forEach(branch -> any.addAll(types(branch, depth + 1)));
                types.retainAll(any);
            }
        }
        return types;
    }

    /** Whether a value of that kind may be there: one of its type and, where they are listed, one of the values. */
    boolean mayBe(@Nullable Object value) {
        Collection<?> values = listed(schema, 0);
        return types().contains(JsonTypes.of(value))
                && (values == null || values.stream().anyMatch(one -> JsonTypes.areEqual(one, value)));
    }

    /** The only values that are possible, as far as they are listed; or null. */
    private @Nullable Collection<?> listed(@Nullable Object part, int depth) {
        if (!(part instanceof Map<?, ?> map) || depth > DEEPEST) {
            return null;
        }
        if (own(map) != null) {
            return own(map);
        }
        for (Object all : conjuncts(map)) {
            Collection<?> values = listed(all, depth + 1);
            if (values != null) {
                return values;
            }
        }
        Object branches = map.containsKey("anyOf") ? map.get("anyOf") : map.get("oneOf");
        return branches instanceof List<?> list ? listedByAll(list, depth + 1) : null;
    }

    private @Nullable Collection<?> listedByAll(List<?> branches, int depth) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object branch : branches) {
            Collection<?> values = listed(branch, depth);
            if (values == null) {
                return null;
            }
            all.addAll(values);
        }
        return all;
    }

    private static @Nullable Collection<?> own(Map<?, ?> schema) {
        if (schema.containsKey("const")) {
            List<@Nullable Object> one = new ArrayList<>();
            one.add(schema.get("const"));
            return one;
        }
        return schema.get("enum") instanceof List<?> list ? list : null;
    }

    /** What else must hold of the same value. */
    private List<Object> conjuncts(Map<?, ?> map) {
        List<Object> all = new ArrayList<>(map.get("allOf") instanceof List<?> list ? list : List.of());
        if (map.get("$ref") instanceof String ref && LocalRefs.resolve(root, ref) instanceof Map<?, ?> target) {
            all.add(target);
        }
        return all;
    }

    /** What may be an item from an index on. */
    Stream<ToolValue> items(int from) {
        List<?> first = first();
        return Stream.concat(first.stream().skip(from).map(this::part), rest());
    }

    /** What may be the item at an index. */
    Stream<ToolValue> item(int index) {
        List<?> first = first();
        return index < first.size() ? Stream.of(part(first.get(index))) : rest();
    }

    private List<?> first() {
        Map<?, ?> plain = plain();
        return plain != null && plain.get("prefixItems") instanceof List<?> list ? list : List.of();
    }

    private Stream<ToolValue> rest() {
        Map<?, ?> plain = plain();
        Object rest = plain == null ? null : plain.get("items");
        return Boolean.FALSE.equals(rest) ? Stream.empty() : Stream.of(part(rest));
    }

    /** The property of that name; none if there can be none. */
    Stream<ToolValue> property(String name) {
        if (plain() != null
                && plain().get("properties") instanceof Map<?, ?> properties
                && properties.containsKey(name)) {
            return Stream.of(part(properties.get(name)));
        }
        return takesOthers() ? Stream.of(part(null)) : Stream.empty();
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        if (plain() != null && plain().get("properties") instanceof Map<?, ?> properties) {
            properties.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    /** Whether it may have properties that it does not name itself. */
    boolean takesOthers() {
        Map<?, ?> plain = plain();
        return plain == null
                || !Boolean.FALSE.equals(plain.get("additionalProperties"))
                || plain.containsKey("patternProperties");
    }

    private ToolValue part(@Nullable Object part) {
        return new ToolValue(root, part);
    }

    /** The schema, or what it refers to where it says nothing else. */
    private @Nullable Map<?, ?> plain() {
        Object found = schema;
        for (int i = 0; i < DEEPEST && found instanceof Map<?, ?> map && ObjectShapes.isReference(map); i++) {
            found = LocalRefs.resolve(root, String.valueOf(map.get("$ref")));
        }
        return found instanceof Map<?, ?> map ? map : null;
    }
}
