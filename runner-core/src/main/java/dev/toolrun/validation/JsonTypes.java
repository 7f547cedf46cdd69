package dev.toolrun.validation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON Schema tells them apart. */
final class JsonTypes {
    private JsonTypes() {}

    /** The narrowest type of a value: a number without a fraction is an {@code integer}. */
    static String of(@Nullable Object value) {
        if (value instanceof Number number) {
            return decimal(number).stripTrailingZeros().scale() <= 0 ? "integer" : "number";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof Map) {
            return "object";
        }
        return value == null ? "null" : value instanceof List ? "array" : "string";
    }

    /** Whether two values are the same; numbers are by what they are worth. Those within arrays and objects must be written alike. */
    static boolean areEqual(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number number && other instanceof Number another) {
            return decimal(number).compareTo(decimal(another)) == 0;
        }
        return one == null ? other == null : one.equals(other);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
