package dev.toolrun.sanitize;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cleans every string, name and whole number in a JSON value. A number in which something must go becomes a string. */
final class CleanJson {
    private final TextCleaner cleaner;

    private CleanJson(TextCleaner cleaner) {
        this.cleaner = cleaner;
    }

    static @Nullable Object of(@Nullable Object value, TextCleaner cleaner) {
        return new CleanJson(cleaner).clean(null, value);
    }

    /**
     * @param name whose value it is, or an element of whose value; null: nobody's
     */
    private @Nullable Object clean(@Nullable String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text(name, text);
        }
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            String digits = value.toString();
            String clean = text(name, digits);
            return clean.equals(digits) ? value : clean;
        }
        if (value instanceof Map<?, ?> map) {
            return clean(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> clean = new ArrayList<>(list.size());
            list.forEach(element -> clean.add(clean(name, element)));
            return clean;
        }
        return value;
    }

    private Map<String, @Nullable Object> clean(Map<?, ?> map) {
        Map<String, @Nullable Object> clean = new LinkedHashMap<>();
        map.forEach((key, element) -> {
            String name = String.valueOf(key);
            clean.put(unused(cleaner.clean(name), clean), clean(name, element));
        });
        return clean;
    }

    private String text(@Nullable String name, String text) {
        return name == null ? cleaner.clean(text) : cleaner.clean(name, text);
    }

    /** Two names may look the same when they are cleaned; neither value may hide the other. */
    private static String unused(String name, Map<String, ?> taken) {
        String unused = name;
        for (int n = 2; taken.containsKey(unused); n++) {
            unused = name + "~" + n;
        }
        return unused;
    }
}
