package dev.toolrun.validation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** References within one schema: {@code #} or {@code #/…}. Others are not accepted, so nothing is ever opened for one. */
final class LocalRefs {
    private LocalRefs() {}

    static boolean isLocal(String ref) {
        return ref.equals("#") || ref.startsWith("#/");
    }

    /** The schema that a local reference means, or null if there is none. */
    static @Nullable Object resolve(Object root, String ref) {
        if (!isLocal(ref)) {
            return null;
        }
        Object found = root;
        for (String step : ref.equals("#") ? new String[0] : ref.substring(2).split("/", -1)) {
            found = child(found, step.replace("~1", "/").replace("~0", "~"));
        }
        return found;
    }

    /** Whether a schema or anything in it refers to another one. */
    static boolean isIn(@Nullable Object schema) {
        if (schema instanceof Map<?, ?> map) {
            return map.containsKey("$ref") || map.values().stream().anyMatch(LocalRefs::isIn);
        }
        return schema instanceof List<?> list && list.stream().anyMatch(LocalRefs::isIn);
    }

    private static @Nullable Object child(@Nullable Object parent, String step) {
        if (parent instanceof Map<?, ?> map) {
            return map.get(step);
        }
        if (parent instanceof List<?> list && step.matches("0|[1-9][0-9]{0,8}")) {
            int index = Integer.parseInt(step);
            return index < list.size() ? list.get(index) : null;
        }
        return null;
    }
}
