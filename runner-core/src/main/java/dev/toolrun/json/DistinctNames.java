package dev.toolrun.json;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives the names of one object, of which several may have become the same, so that no value hides another. Takes linear time
 * for any names. Not thread-safe.
 */
public final class DistinctNames {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    /** The name, or the name with {@code ~2}, {@code ~3} and so on behind it if it was given before. */
    public String next(String name) {
        String unused = name;
        while (!taken.add(unused)) {
            unused = name + "~" + next.merge(name, 2, (number, first) -> number + 1);
        }
        return unused;
    }
}
