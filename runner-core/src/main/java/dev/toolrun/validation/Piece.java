package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        List<Map<?, ?>> found = new ArrayList<>();
        if (schema.get("properties") instanceof Map<?, ?> named && named.get(name) instanceof Map<?, ?> one) {
            found.add(one);
        }
        if (schema.get("patternProperties") instanceof Map<?, ?> patterns) {
            patterns.forEach((pattern, one) -> {
                if (one instanceof Map<?, ?> map && LinearRegex.finds(String.valueOf(pattern), name)) {
                    found.add(map);
                }
            });
        }
        return found;
    }

    /** What it says about an item, by its index; with -1 about any. */
    List<Map<?, ?>> item(int index) {
        List<?> first = schema.get("prefixItems") instanceof List<?> list ? list : List.of();
        List<@Nullable Object> found = new ArrayList<>();
        if (index < 0) {
            found.addAll(first);
        }
        found.add(index >= 0 && index < first.size() ? first.get(index) : schema.get("items"));
        List<Map<?, ?>> items = new ArrayList<>();
        found.forEach(one -> {
            if (one instanceof Map<?, ?> map) {
                items.add(map);
            }
        });
        return items;
    }

    Set<String> names(String keyword) {
        Set<String> names = new TreeSet<>();
        if (schema.get(keyword) instanceof Map<?, ?> named) {
            named.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    /** Whether it says of properties without a name that they may be there. */
    boolean isOpen() {
        return ObjectShapes.OPENNESS.stream()
                .anyMatch(keyword -> schema.containsKey(keyword) && !Boolean.FALSE.equals(schema.get(keyword)));
    }
}
