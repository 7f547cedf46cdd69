package dev.toolrun.validation;

import dev.toolrun.json.Json;
import dev.toolrun.validation.Part.Applies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Closes the objects of a schema; see {@link SchemaCheck#closed}. A schema that describes an object by itself gets {@code
 * additionalProperties: false}; one that is combined of several gets {@code unevaluatedProperties: false}, which knows the
 * properties that its parts name. The alternatives of a schema that is nothing but a choice are closed each by itself. Where
 * several parts describe one and the same object within the value, each of them takes the names of the others that may apply
 * together with it; but what a reference means and itself refers to others takes the names of its own parts alone. Used once.
 */
final class Closing {
    private static final int MOST_TIMES = 4;
    private static final Set<String> VALUES = Set.of("unevaluatedProperties", "unevaluatedItems");
    private static final Set<String> PARTS = Set.of("allOf", "anyOf", "oneOf", "then", "else");

    private final Map<?, ?> root;
    private final ObjectShapes shapes;
    private final SharedParts shared;
    private final Openings openings;

    private Closing(Map<?, ?> root) {
        this.root = root;
        shapes = new ObjectShapes(root);
        shared = new SharedParts(root);
        openings = new Openings(root);
    }

    /** What a part turns out to be may change what it is a part of, so that a second time may be needed. */
    static Map<String, @Nullable Object> close(Map<?, ?> schema) {
        Map<String, @Nullable Object> closed = new Closing(schema).close();
        Map<String, @Nullable Object> again = new Closing(closed).close();
        for (int i = 0; i < MOST_TIMES && !again.equals(closed); i++) {
            closed = again;
            again = new Closing(closed).close();
        }
        return again;
    }

    /** Parts of a schema that open nothing, since they may not apply where the object is described. */
    static List<SchemaProblem> problems(Map<?, ?> schema) {
        Closing closing = new Closing(schema);
        closing.close();
        return closing.openings.problems();
    }

    private Map<String, @Nullable Object> close() {
        int known;
        Map<Object, @Nullable Object> closed;
        do {
            known = shared.size();
            closed = value(root, List.of());
            addParts(closed);
        } while (shared.size() > known);
        return Json.copyOf(closed);
    }

    /** What is a part of something and has a place where it is closed gets a second place. */
    private void addParts(Map<Object, @Nullable Object> closed) {
        Map<Object, @Nullable Object> definitions = new LinkedHashMap<>();
        if (closed.get("$defs") instanceof Map<?, ?> own) {
            definitions.putAll(own);
        }
        shared.moved().forEach((name, target) -> {
            Map<Object, @Nullable Object> part = whole(target, List.of());
            part.remove("$defs");
            definitions.put(name, part);
        });
        if (!definitions.isEmpty()) {
            closed.put("$defs", definitions);
        }
    }

    private @Nullable Object value(@Nullable Object schema, List<Part> others) {
        return schema instanceof Map<?, ?> map ? value(map, others) : schema;
    }

    /**
     * A schema that describes a whole value.
     *
     * @param others what else is said about the value
     */
    private Map<Object, @Nullable Object> value(Map<?, ?> schema, List<Part> others) {
        List<Piece> more =
                others.stream().flatMap(other -> Piece.of(other, root).stream()).toList();
        if (ObjectShapes.OPENNESS.stream().anyMatch(schema::containsKey)
                || more.stream().anyMatch(other -> other.isOpen() && other.applies() == Applies.ALWAYS)) {
            return whole(schema, more);
        }
        boolean isAlone =
                more.stream().allMatch(other -> other.names("properties").isEmpty());
        String ref = ObjectShapes.isReference(schema) ? String.valueOf(schema.get("$ref")) : "";
        if (shared.isClosedInPlace(ref)) {
            if (isAlone) {
                openings.look(Piece.of(schema, root), others);
                return whole(schema, more);
            }
            shared.share(ref);
        }
        if (ObjectShapes.isChoice(schema) && shapes.isClosedByBranches(schema)) {
            return choice(schema, others, more);
        }
        return closed(schema, others, more);
    }

    private Map<Object, @Nullable Object> closed(Map<?, ?> schema, List<Part> others, List<Piece> more) {
        Map<Object, @Nullable Object> closed = whole(schema, more);
        List<Piece> pieces = Piece.of(schema, root);
        if (pieces.stream().anyMatch(piece -> ObjectShapes.isAboutObjects(piece.schema()))) {
            openings.look(pieces, others);
            KnownNames.add(closed, pieces, more);
            closed.put(shapes.partsDescribeObject(schema) ? "unevaluatedProperties" : "additionalProperties", false);
        }
        return closed;
    }

    /** A schema with what is in it closed, and not itself. */
    private Map<Object, @Nullable Object> whole(Map<?, ?> schema, List<Piece> others) {
        return inside(schema, new Whole(Piece.of(schema, root), others));
    }

    private Map<Object, @Nullable Object> choice(Map<?, ?> schema, List<Part> others, List<Piece> more) {
        Whole whole = new Whole(Piece.of(schema, root), more);
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        schema.forEach((keyword, part) -> closed.put(
                keyword,
                ObjectShapes.CHOICES.contains(String.valueOf(keyword))
                        ? alternatives(part, others)
                        : inside(keyword, part, schema, whole)));
        return closed;
    }

    private @Nullable Object alternatives(@Nullable Object part, List<Part> others) {
        if (!(part instanceof List<?> alternatives)) {
            return part;
        }
        List<@Nullable Object> values = new ArrayList<>();
        alternatives.forEach(one -> values.add(value(one, others)));
        return values;
    }

    private Map<Object, @Nullable Object> inside(Map<?, ?> schema, Whole whole) {
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        schema.forEach((keyword, part) -> closed.put(keyword, inside(keyword, part, schema, whole)));
        if (schema.get("$ref") instanceof String ref) {
            boolean isInline = !ObjectShapes.isReference(schema) && describesPartsOfOthers(ref, whole);
            if (isInline) {
                closed.remove("$ref");
                List<@Nullable Object> all = new ArrayList<>();
                all.add(branch(Map.of("$ref", ref), whole));
                all.addAll(closed.get("allOf") instanceof List<?> list ? list : List.of());
                closed.put("allOf", all);
            } else {
                closed.put("$ref", shared.reference(ref, schema));
            }
        }
        return closed;
    }

    private @Nullable Object inside(Object keyword, @Nullable Object part, Map<?, ?> schema, Whole whole) {
        return switch (String.valueOf(keyword)) {
            case "properties" -> each(part, (name, one) -> whole.others(schema, one, other -> other.property(name)));
            case "patternProperties" ->
                each(part, (pattern, one) -> whole.others(schema, one, other -> other.pattern(pattern)));
            case "additionalProperties" -> additional(part, schema, whole);
            case "items" -> rest(part, schema, whole);
            case "prefixItems" -> items(part, schema, whole);
            case "$defs" -> definitions(part, isRoot(schema));
            case "dependentSchemas" -> dependent(part, whole);
            case "$ref" -> part;
            default -> part(String.valueOf(keyword), part, whole);
        };
    }

    @SuppressWarnings("ReferenceEquality") // only the root's own definitions are what "#/$defs/…" means
    private boolean isRoot(Map<?, ?> schema) {
        return schema == root;
    }

    private @Nullable Object part(String keyword, @Nullable Object part, Whole whole) {
        if (VALUES.contains(keyword)) {
            return value(part, List.of());
        }
        if (!PARTS.contains(keyword)) {
            return part;
        }
        if (!(part instanceof List<?> list)) {
            return branch(part, whole);
        }
        List<@Nullable Object> closed = new ArrayList<>();
        list.forEach(one -> closed.add(branch(one, whole)));
        return closed;
    }

    private @Nullable Object branch(@Nullable Object schema, Whole whole) {
        if (!(schema instanceof Map<?, ?> map)) {
            return schema;
        }
        if (map.get("$ref") instanceof String ref) {
            boolean isInline = ObjectShapes.isReference(map) && describesPartsOfOthers(ref, whole);
            if (isInline) {
                return branch(LocalRefs.resolve(root, ref), whole);
            }
            shared.share(ref);
        }
        return inside(map, whole);
    }

    /** Whether what a reference means and something else in the whole both describe an object within the value. */
    private boolean describesPartsOfOthers(String ref, Whole whole) {
        if (!(LocalRefs.resolve(root, ref) instanceof Map<?, ?> target) || LocalRefs.isIn(target)) {
            return false; // what refers to others, perhaps to itself, would be copied without end
        }
        List<Piece> mine = Piece.of(target, root);
        List<Piece> rest = Stream.concat(whole.pieces().stream(), whole.others().stream())
                .filter(piece -> mine.stream().noneMatch(own -> Whole.isSame(own.schema(), piece.schema())))
                .toList();
        return mine.stream()
                .anyMatch(piece -> bothDescribe(piece, rest, one -> one.itemsFrom(0))
                        || bothDescribe(piece, rest, one -> one.others(piece))
                        || piece.names("properties").stream()
                                .anyMatch(name -> bothDescribe(piece, rest, one -> one.property(name))));
    }

    private boolean bothDescribe(Piece piece, List<Piece> rest, Function<Piece, List<Part>> part) {
        return describe(List.of(piece), part) && describe(rest, part);
    }

    private boolean describe(List<Piece> pieces, Function<Piece, List<Part>> part) {
        return pieces.stream()
                .flatMap(piece -> part.apply(piece).stream())
                .map(Part::schema)
                .anyMatch(found -> ObjectShapes.describesObject(found) || shapes.partsDescribeObject(found));
    }

    private @Nullable Object rest(@Nullable Object part, Map<?, ?> schema, Whole whole) {
        int first = Piece.alone(schema).firstItems().size();
        return value(part, whole.others(schema, other -> other.itemsFrom(first)));
    }

    private @Nullable Object items(@Nullable Object part, Map<?, ?> schema, Whole whole) {
        if (!(part instanceof List<?> list)) {
            return part;
        }
        List<@Nullable Object> closed = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            int index = i;
            closed.add(value(list.get(i), whole.others(schema, other -> other.item(index))));
        }
        return closed;
    }

    private @Nullable Object dependent(@Nullable Object part, Whole whole) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, schema) -> closed.put(name, branch(schema, whole)));
        return closed;
    }

    private @Nullable Object additional(@Nullable Object part, Map<?, ?> schema, Whole whole) {
        Piece named = Piece.alone(schema);
        return value(part, whole.others(schema, part, other -> other.others(named)));
    }

    private @Nullable Object each(@Nullable Object part, BiFunction<String, @Nullable Object, List<Part>> others) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, one) -> closed.put(name, value(one, others.apply(String.valueOf(name), one))));
        return closed;
    }

    private @Nullable Object definitions(@Nullable Object part, boolean areRoots) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, schema) -> {
            boolean isShared = areRoots && shared.contains("#/$defs/" + LocalRefs.escape(String.valueOf(name)));
            closed.put(
                    name,
                    isShared && schema instanceof Map<?, ?> one ? whole(one, List.of()) : value(schema, List.of()));
        });
        return closed;
    }
}
