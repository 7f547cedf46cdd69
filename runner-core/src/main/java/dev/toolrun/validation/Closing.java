package dev.toolrun.validation;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
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
    private static final Set<String> VALUES =
            Set.of("additionalProperties", "unevaluatedProperties", "unevaluatedItems");
    /** What has no other place gets no further names where it stands; all else is copied for those that refer to it. */
    private static final Pattern CLOSED_PLACE = Pattern.compile("#(/\\$defs/[^/]+)?");

    private static final Pattern DEFINITION = Pattern.compile("#/\\$defs/[^/]+");
    private static final Set<String> PARTS = Set.of("allOf", "anyOf", "oneOf", "then", "else");

    private final Map<?, ?> root;
    private final ObjectShapes shapes;

    /** References to schemas that are a part of what refers to them: these must not be closed by themselves. */
    private final Set<String> shared = new TreeSet<>();

    private Closing(Map<?, ?> root) {
        this.root = root;
        shapes = new ObjectShapes(root);
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
        for (String ref : List.copyOf(shared)) {
            if (!DEFINITION.matcher(ref).matches() && LocalRefs.resolve(root, ref) instanceof Map<?, ?> target) {
                Map<Object, @Nullable Object> part = whole(target, List.of());
                part.remove("$defs");
                definitions.put(movedName(ref), part);
            }
        }
        if (!definitions.isEmpty()) {
            closed.put("$defs", definitions);
        }
    }

    private static String movedName(String ref) {
        return "part:" + ref.substring(1);
    }

    private @Nullable Object value(@Nullable Object schema, List<Map<?, ?>> others) {
        return schema instanceof Map<?, ?> map ? value(map, others) : schema;
    }

    /**
     * A schema that describes a whole value.
     *
     * @param others what else is said about the value
     */
    private Map<Object, @Nullable Object> value(Map<?, ?> schema, List<Map<?, ?>> others) {
        List<Piece> more =
                others.stream().flatMap(other -> Piece.of(other, root).stream()).toList();
        if (ObjectShapes.OPENNESS.stream().anyMatch(schema::containsKey)
                || more.stream().anyMatch(Piece::isOpen)) {
            return whole(schema, more);
        }
        boolean isAlone =
                more.stream().allMatch(other -> other.names("properties").isEmpty());
        String ref = ObjectShapes.isReference(schema) ? String.valueOf(schema.get("$ref")) : "";
        if (CLOSED_PLACE.matcher(ref).matches() && !shared.contains(ref)) {
            if (isAlone) {
                return whole(schema, more);
            }
            share(ref);
        }
        if (ObjectShapes.isChoice(schema) && shapes.isClosedByBranches(schema)) {
            return choice(schema, others, more);
        }
        Map<Object, @Nullable Object> closed = whole(schema, more);
        boolean byParts = shapes.partsDescribeObject(schema);
        if (byParts || ObjectShapes.describesObject(schema)) {
            addNames(closed, "properties", more);
            addNames(closed, "patternProperties", more);
            closed.put(byParts ? "unevaluatedProperties" : "additionalProperties", false);
        }
        return closed;
    }

    private static void addNames(Map<Object, @Nullable Object> closed, String keyword, List<Piece> more) {
        Map<Object, @Nullable Object> named = new LinkedHashMap<>();
        if (closed.get(keyword) instanceof Map<?, ?> own) {
            named.putAll(own);
        }
        more.forEach(piece -> piece.names(keyword).forEach(name -> named.putIfAbsent(name, true)));
        if (!named.isEmpty()) {
            closed.put(keyword, named);
        }
    }

    /** A schema with what is in it closed, and not itself. */
    private Map<Object, @Nullable Object> whole(Map<?, ?> schema, List<Piece> others) {
        return inside(schema, new Whole(Piece.of(schema, root), others));
    }

    private Map<Object, @Nullable Object> choice(Map<?, ?> schema, List<Map<?, ?>> others, List<Piece> more) {
        Map<Object, @Nullable Object> closed = whole(schema, more);
        for (String keyword : List.of("anyOf", "oneOf")) {
            if (schema.get(keyword) instanceof List<?> alternatives) {
                List<@Nullable Object> values = new ArrayList<>();
                alternatives.forEach(one -> values.add(value(one, others)));
                closed.put(keyword, values);
            }
        }
        return closed;
    }

    private Map<Object, @Nullable Object> inside(Map<?, ?> schema, Whole whole) {
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        schema.forEach((keyword, part) -> closed.put(
                keyword,
                switch (String.valueOf(keyword)) {
                    case "properties" -> each(part, name -> whole.others(schema, other -> other.property(name)));
                    case "patternProperties" -> each(part, name -> List.of());
                    case "items" -> value(part, whole.others(schema, other -> other.item(-1)));
                    case "prefixItems" -> items(part, schema, whole);
                    case "$defs" -> definitions(part, isRoot(schema));
                    case "dependentSchemas" -> dependent(part, whole);
                    case "$ref" -> part;
                    default -> part(String.valueOf(keyword), part, whole);
                }));
        if (schema.get("$ref") instanceof String ref) {
            boolean isInline = !ObjectShapes.isReference(schema) && describesPartsOfOthers(ref, whole);
            if (isInline) {
                closed.remove("$ref");
                List<@Nullable Object> all = new ArrayList<>();
                all.add(branch(Map.of("$ref", ref), whole));
                all.addAll(closed.get("allOf") instanceof List<?> list ? list : List.of());
                closed.put("allOf", all);
            } else {
                closed.put("$ref", reference(ref, schema));
            }
        }
        return closed;
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
            share(ref);
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
                .anyMatch(piece -> describe(List.of(piece), one -> one.item(-1)) && describe(rest, one -> one.item(-1))
                        || piece.names("properties").stream()
                                .anyMatch(name -> describe(List.of(piece), one -> one.property(name))
                                        && describe(rest, one -> one.property(name))));
    }

    private boolean describe(List<Piece> pieces, Function<Piece, List<Map<?, ?>>> part) {
        return pieces.stream()
                .flatMap(piece -> part.apply(piece).stream())
                .anyMatch(found -> ObjectShapes.describesObject(found) || shapes.partsDescribeObject(found));
    }

    /** A reference that is a part of something else leads to what must be a part too, through other references as well. */
    private void share(String ref) {
        if (shared.add(ref)
                && LocalRefs.resolve(root, ref) instanceof Map<?, ?> target
                && target.get("$ref") instanceof String next) {
            share(next);
        }
    }

    private String reference(String ref, Map<?, ?> schema) {
        if (!ObjectShapes.isReference(schema) || !CLOSED_PLACE.matcher(ref).matches()) {
            share(ref);
        }
        boolean isMoved = shared.contains(ref)
                && !DEFINITION.matcher(ref).matches()
                && LocalRefs.resolve(root, ref) instanceof Map<?, ?>;
        return isMoved ? "#/$defs/" + LocalRefs.escape(movedName(ref)) : ref;
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

    private @Nullable Object each(@Nullable Object part, Function<String, List<Map<?, ?>>> others) {
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<Object, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((name, one) -> closed.put(name, value(one, others.apply(String.valueOf(name)))));
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
