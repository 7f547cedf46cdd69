package dev.toolrun.sanitize;

import java.util.Arrays;
import java.util.List;

/**
 * The way to a field of JSON output: names from the outside in, as in {@code customer.name}. Arrays on the way are walked
 * through: the path holds for each of their elements.
 */
public record FieldPath(List<String> steps) {
    public FieldPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path of names with dots between them.
     *
     * @throws IllegalArgumentException if a name is empty
     */
    public static FieldPath of(String text) {
        List<String> steps = Arrays.asList(text.split("\\.", -1));
        if (steps.contains("")) {
            throw new IllegalArgumentException("must be a name, or names with dots between them");
        }
        return new FieldPath(steps);
    }

    @Override
    public String toString() {
        return String.join(".", steps);
    }
}
