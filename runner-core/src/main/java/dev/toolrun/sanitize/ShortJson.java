package dev.toolrun.sanitize;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shortens a JSON value until its text fits, and leaves it JSON: first the longest strings, each to the same length, then
 * arrays and objects, each to the same number of elements. What is left out is said where it was.
 */
final class ShortJson {
    private static final int LEAST_STRING = 16;

    private ShortJson() {}

    /**
     * The value with as much in it as fits.
     *
     * @param maxLength most characters of its text
     * @return null if not even the shortest form fits
     */
    static @Nullable Fitting of(@Nullable Object value, int maxLength) {
        Fitting whole = new Fitting(value, Json.write(value));
        if (whole.text.length() <= maxLength) {
            return whole;
        }
        Fitting byStrings =
                longest(LEAST_STRING, maxLength, most -> shortened(value, most, Integer.MAX_VALUE), maxLength);
        return byStrings != null
                ? byStrings
                : longest(0, maxLength, most -> shortened(value, LEAST_STRING, most), maxLength);
    }

    /** A value and its text. */
    record Fitting(@Nullable Object value, String text) {}

    private static @Nullable Fitting longest(
            int least, int most, IntFunction<@Nullable Object> shortened, int maxLength) {
        @Nullable Fitting best = null;
        int low = least;
        int high = Math.max(least, most);
        while (low <= high) {
            int middle = low + (high - low) / 2;
            Object value = shortened.apply(middle);
            Fitting fitting = new Fitting(value, Json.write(value));
            if (fitting.text.length() <= maxLength) {
                best = fitting;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return best;
    }

    private static @Nullable Object shortened(@Nullable Object value, int mostCharacters, int mostElements) {
        if (value instanceof String text) {
            return text.length() <= mostCharacters ? text : cut(text, mostCharacters);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> some = new ArrayList<>();
            list.stream().limit(mostElements).forEach(e -> some.add(shortened(e, mostCharacters, mostElements)));
            if (list.size() > mostElements) {
                some.add("[... " + (list.size() - mostElements) + " elements omitted ...]");
            }
            return some;
        }
        return value instanceof Map<?, ?> map ? shortened(map, mostCharacters, mostElements) : value;
    }

    private static Map<String, @Nullable Object> shortened(Map<?, ?> map, int mostCharacters, int mostElements) {
        Map<String, @Nullable Object> some = new LinkedHashMap<>();
        map.entrySet().stream()
                .limit(mostElements)
                .forEach(entry -> some.put(
                        String.valueOf(entry.getKey()), shortened(entry.getValue(), mostCharacters, mostElements)));
        if (map.size() > mostElements) {
            String said = "[... " + (map.size() - mostElements) + " names omitted ...]";
            some.put(distinct(said, some), null);
        }
        return some;
    }

    private static String distinct(String name, Map<String, ?> others) {
        String distinct = name;
        for (int n = 2; others.containsKey(distinct); n++) {
            distinct = name + "~" + n;
        }
        return distinct;
    }

    private static String cut(String text, int mostCharacters) {
        int kept = CleanStream.onBoundary(text, mostCharacters);
        String cut = text.substring(0, kept) + "[... " + (text.length() - kept) + " characters omitted ...]";
        return cut.length() < text.length() ? cut : text;
    }
}
