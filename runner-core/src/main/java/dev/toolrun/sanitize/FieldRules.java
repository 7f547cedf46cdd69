package dev.toolrun.sanitize;

import dev.toolrun.detect.HiddenCharacters;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of JSON output are returned. To be redacted, a field must match at any depth: a single name by itself, a path
 * by its last steps; upper and lower case, compatibility forms and hidden characters make no difference. To be let through,
 * it must be exactly what a path from the outside says. Immutable and thread-safe.
 *
 * @param redact fields whose value is replaced, whatever it is
 * @param only of each list, what alone is returned; several lists must all let a field through
 */
record FieldRules(List<FieldPath> redact, List<List<FieldPath>> only) {
    static final String REDACTED = "[redacted]";
    private static final String REDACTED_FIELD = "redacted-field";
    private static final String OMITTED_FIELD = "omitted-field";
    /** Stands for a value that is not let through. */
    private static final Object ABSENT = new Object();

    FieldRules {
        redact = redact.stream().map(FieldRules::folded).toList();
        only = List.copyOf(only);
    }

    /** The value with nothing in it that the rules keep back; null where nothing of it is let through. */
    @Nullable
    Object apply(@Nullable Object value, Tally tally) {
        @Nullable Object rest = value;
        for (List<FieldPath> paths : only) {
            rest = letThrough(rest, paths.stream().map(FieldPath::steps).toList(), tally);
            if (rest == ABSENT) {
                tally.add(OMITTED_FIELD, 1);
                return null;
            }
        }
        return redact.isEmpty() ? rest : redacted(rest, List.of(), tally);
    }

    /** An empty way is one that has been gone to its end: all that lies there is let through. */
    private static @Nullable Object letThrough(@Nullable Object value, List<List<String>> ways, Tally tally) {
        if (ways.stream().anyMatch(List::isEmpty)) {
            return value;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> kept = new ArrayList<>();
            for (Object element : list) {
                Object rest = letThrough(element, ways, tally);
                if (rest == ABSENT) {
                    tally.add(OMITTED_FIELD, 1);
                } else {
                    kept.add(rest);
                }
            }
            return kept;
        }
        return value instanceof Map<?, ?> map ? letThrough(map, ways, tally) : ABSENT;
    }

    private static Map<String, @Nullable Object> letThrough(Map<?, ?> map, List<List<String>> ways, Tally tally) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        map.forEach((name, element) -> {
            List<List<String>> further = ways.stream()
                    .filter(way -> way.get(0).equals(name))
                    .map(way -> way.subList(1, way.size()))
                    .toList();
            Object rest = further.isEmpty() ? ABSENT : letThrough(element, further, tally);
            if (rest == ABSENT) {
                tally.add(OMITTED_FIELD, 1);
            } else {
                kept.put(String.valueOf(name), rest);
            }
        });
        return kept;
    }

    /**
     * @param way the folded names on the way to the value
     */
    private @Nullable Object redacted(@Nullable Object value, List<String> way, Tally tally) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> rest = new ArrayList<>(list.size());
            list.forEach(element -> rest.add(redacted(element, way, tally)));
            return rest;
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, @Nullable Object> rest = new LinkedHashMap<>();
        map.forEach((name, element) -> {
            List<String> further = new ArrayList<>(way);
            further.add(folded(String.valueOf(name)));
            boolean goes = redact.stream().anyMatch(path -> isAtEnd(path.steps(), further));
            tally.add(REDACTED_FIELD, goes ? 1 : 0);
            rest.put(String.valueOf(name), goes ? REDACTED : redacted(element, further, tally));
        });
        return rest;
    }

    /** Also a single name that has the dots in it. */
    private static boolean isAtEnd(List<String> path, List<String> way) {
        boolean byPath = way.size() >= path.size()
                && way.subList(way.size() - path.size(), way.size()).equals(path);
        return byPath || way.get(way.size() - 1).equals(String.join(".", path));
    }

    private static FieldPath folded(FieldPath path) {
        return new FieldPath(path.steps().stream().map(FieldRules::folded).toList());
    }

    private static String folded(String name) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
            if (!HiddenCharacters.isIgnorable(name.codePointAt(i))) {
                seen.appendCodePoint(name.codePointAt(i));
            }
        }
        return Normalizer.normalize(seen, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .strip();
    }
}
