package dev.toolrun.validation;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
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
    List<Part> others(Map<?, ?> piece, @Nullable Object place, Function<Piece, List<Part>> part) {
        return found(piece, other -> true, part)
                .filter(found -> found.schema() != place)
                .toList();
    }

    /** What is said about items of the value, but by one of the pieces. */
    List<Part> others(Map<?, ?> piece, Function<Piece, List<Part>> part) {
        return found(piece, other -> !isSame(other.schema(), piece), part).toList();
    }

    private Stream<Part> found(Map<?, ?> piece, Predicate<Piece> condition, Function<Piece, List<Part>> part) {
        Stream<Part> own = pieces.stream()
                .filter(known -> isSame(known.schema(), piece))
                .limit(1)
                .flatMap(known -> pieces.stream()
                        .filter(other -> condition.test(other) && other.goesWith(known))
                        .flatMap(other ->
                                part.apply(other).stream().map(found -> found.where(other.appliesWith(known)))));
        Stream<Part> more =
                others.stream().flatMap(other -> part.apply(other).stream().map(found -> found.where(other.applies())));
        return Stream.concat(own, more);
    }

    @SuppressWarnings("ReferenceEquality") // equal schemas may be at several places
    static boolean isSame(Map<?, ?> one, Map<?, ?> other) {
        return one == other;
    }
}
