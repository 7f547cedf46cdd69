package dev.toolrun.sandbox.docker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an image says about containers made from it, as the engine shows it ({@code Config}): part of what its id stands for.
 */
record ImageConfig(Map<String, @Nullable Object> values) {
    static final ImageConfig EMPTY = new ImageConfig(Map.of());

    /** The image's own environment, {@code NAME=value} each. */
    List<String> environment() {
        return values.get("Env") instanceof List<?> entries
                ? entries.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    Map<?, ?> labels() {
        return values.get("Labels") instanceof Map<?, ?> labels ? labels : Map.of();
    }
}
