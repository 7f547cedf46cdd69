package dev.toolrun.validation;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is said about a value.
 *
 * @param pieces of which the schema is combined that describes the value
 * @param others what is said about the value elsewhere
 */
record Whole(List<Piece> pieces, List<Piece> others) {

    /** What is said about properties of the value, but in one place of one of the pieces. */
    List<Map<?, ?>> others(Map<?, ?> piece, @Nullable Object place, Function<Piece, List<Map<?, ?>>> part) {
        Stream<Piece> own = pieces.stream()
                .filter(known -> isSame(known.schema(), piece))
                .limit(1)
                .flatMap(known -> pieces.stream().filter(other -> other.goesWith(known)));
        return Stream.concat(own, others.stream())
                .flatMap(other -> part.apply(other).stream())
                .filter(found -> found != place)
                .toList();
    }

    /** What is said about items of the value, but by one of the pieces. */
    List<Map<?, ?>> others(Map<?, ?> piece, Function<Piece, List<Map<?, ?>>> part) {
        Stream<Piece> own = pieces.stream()
                .filter(known -> isSame(known.schema(), piece))
                .limit(1)
                .flatMap(known ->
                        pieces.stream().filter(other -> !isSame(other.schema(), piece) && other.goesWith(known)));
        return Stream.concat(own, others.stream())
                .flatMap(other -> part.apply(other).stream())
                .toList();
    }

    @SuppressWarnings("ReferenceEquality") // equal schemas may be at several places
    static boolean isSame(Map<?, ?> one, Map<?, ?> other) {
        return one == other;
    }
}
