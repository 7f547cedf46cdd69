package dev.toolrun.call;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parameters of a call as they come in: not yet decoded, bounded or checked. */
public sealed interface Parameters {

    /** A JSON object as text, for example as a model wrote it. */
    record Json(String text) implements Parameters {
        public Json {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Values by name: null, {@link Boolean}, {@link String}, the JDK's integers, {@link Double}, {@link Float},
     * {@link java.math.BigDecimal} (as the nearest double), and lists and maps of these.
     */
    record Values(Map<String, ? extends @Nullable Object> values) implements Parameters {
        public Values {
            Objects.requireNonNull(values, "values");
        }
    }
}
