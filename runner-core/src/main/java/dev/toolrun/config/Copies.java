package dev.toolrun.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Unmodifiable copies that keep their order, so that what is said about them is the same at each run. */
final class Copies {
    private Copies() {}

    static <E> Set<E> set(Set<E> elements) {
        elements.forEach(Objects::requireNonNull);
        return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
    }

    static <V> Map<String, V> map(Map<String, V> entries) {
        entries.values().forEach(Objects::requireNonNull);
        return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
