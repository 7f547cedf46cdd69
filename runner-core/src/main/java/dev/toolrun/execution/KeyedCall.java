package dev.toolrun.execution;

import dev.toolrun.call.Principal;
import dev.toolrun.call.Sha256;
import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A call that has an execution key, as far as keys care.
 *
 * @param name names the key among those of all principals, without telling either
 * @param fingerprint the same for the same tool with the same arguments, in whatever order these come
 */
record KeyedCall(String name, String fingerprint) {

    static KeyedCall of(
            Principal principal, String key, String tool, Map<String, ? extends @Nullable Object> arguments) {
        return new KeyedCall(
                Sha256.ofUtf8(principal.id() + '\0' + key), Sha256.ofUtf8(tool + '\0' + Json.write(sorted(arguments))));
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((name, each) -> sorted.put(String.valueOf(name), sorted(each)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(each -> all.add(sorted(each)));
            return all;
        }
        return value;
    }
}
