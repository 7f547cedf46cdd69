package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A check of an embedder's own, named by tool files as {@code checks: [{custom: {name: …}}]}. Implementations are thread-safe. */
@FunctionalInterface
public interface CustomCheck {

    /**
     * What is wrong with the arguments; empty if nothing is. An exception refuses the call.
     *
     * @param arguments those that satisfy the input schema, with its defaults; unmodifiable
     * @param options what the tool file says to this check
     */
    List<Violation> violations(
            Map<String, ? extends @Nullable Object> arguments, Map<String, ? extends @Nullable Object> options);
}
