package dev.toolrun.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names that an object's schema gets from elsewhere when it is closed, as properties of which nothing else is said. */
final class KnownNames {
    private KnownNames() {}

    /**
     * Adds the names that others describe, and those in the objects that are listed. Names that are only asked for are known where
     * nobody describes any: what an object must have it may have.
     *
     * @param closed the schema, without the names
     * @param pieces of which it is combined
     * @param others what is said about the value elsewhere
     */
    static void add(Map<Object, @Nullable Object> closed, List<Piece> pieces, List<Piece> others) {
        List<Piece> all = Stream.concat(pieces.stream(), others.stream()).toList();
        boolean namesNone = all.stream()
                .allMatch(piece -> piece.names("properties").isEmpty()
                        && piece.names("patternProperties").isEmpty());
        add(closed, "properties", names(others, piece -> piece.names("properties")));
        add(closed, "properties", names(pieces, Piece::listedNames));
        add(closed, "patternProperties", names(others, piece -> piece.names("patternProperties")));
        if (namesNone) {
            add(closed, "properties", names(all, Piece::mentioned));
        }
    }

    private static Set<String> names(List<Piece> pieces, Function<Piece, Set<String>> of) {
        Set<String> names = new TreeSet<>();
        pieces.forEach(piece -> names.addAll(of.apply(piece)));
        return names;
    }

    private static void add(Map<Object, @Nullable Object> closed, String keyword, Set<String> names) {
        Map<Object, @Nullable Object> named = new LinkedHashMap<>();
        if (closed.get(keyword) instanceof Map<?, ?> own) {
            named.putAll(own);
        }
        names.forEach(name -> named.putIfAbsent(name, true));
        if (!named.isEmpty()) {
            closed.put(keyword, named);
        }
    }
}
