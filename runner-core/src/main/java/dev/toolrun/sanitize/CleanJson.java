package dev.toolrun.sanitize;

import dev.toolrun.detect.ValueName;
import dev.toolrun.json.DistinctNames;
import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cleans every string, name and number in a JSON value. A number in which something must go becomes a string. */
final class CleanJson {
    private final TextCleaner cleaner;

    private CleanJson(TextCleaner cleaner) {
        this.cleaner = cleaner;
    }

    static @Nullable Object of(@Nullable Object value, TextCleaner cleaner) {
        return new CleanJson(cleaner).clean(ValueName.NONE, value);
    }

    /**
     * @param name whose value it is, or an element of whose value
     */
    private @Nullable Object clean(ValueName name, @Nullable Object value) {
        if (value instanceof String text) {
            return cleaner.clean(name, text);
        }
        if (value instanceof Number number) {
            String digits = Json.digits(number);
            String clean = cleaner.clean(name, digits);
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
        DistinctNames names = new DistinctNames();
        map.forEach((key, element) -> {
            String name = String.valueOf(key);
            clean.put(names.next(cleaner.clean(name)), clean(ValueName.of(name), element));
        });
        return clean;
    }
}
