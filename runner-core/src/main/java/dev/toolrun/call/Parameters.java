package dev.toolrun.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a call as they come in: not yet decoded, bounded or checked. */
public sealed interface Parameters {

    /** A JSON object as text, for example as a model wrote it. */
    record Json(String text) implements Parameters {}

    /** Values by name: null, {@link Boolean}, {@link String}, integers, doubles, and lists and maps of these. */
    record Values(Map<String, ? extends @Nullable Object> values) implements Parameters {}
}
