package dev.toolrun.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as the page shows it: every text visible, in one line and not too long, and so the whole. */
final class Shortened {
    private static final int MAX_CHARS = 4000;
    private static final int MAX_TEXT_CHARS = 300;
    private static final int MAX_ELEMENTS = 50;
    private static final String CUT = "…";

    private int room = MAX_CHARS;

    private Shortened() {}

    /** The same fields, those with values in them last; what is long is cut, and says so. */
    static Map<String, @Nullable Object> of(Map<String, @Nullable Object> record) {
        Shortened shortened = new Shortened();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        record.forEach((name, value) -> shortened.putIf(!isNested(value), shown, name, value));
        // what is nested gets what room is left, so that long parameters displace no outcome
        record.forEach((name, value) -> shortened.putIf(isNested(value), shown, name, value));
        return shown;
    }

    /** The beginning of a text, in whole code points. */
    static String cut(String text, int maxChars) {
        int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return text.substring(0, end) + CUT;
    }

    private static boolean isNested(@Nullable Object value) {
        return value instanceof Map || value instanceof List;
    }

    private void putIf(boolean now, Map<String, @Nullable Object> map, String name, @Nullable Object value) {
        if (now && map.size() < MAX_ELEMENTS) {
            map.put(text(name), value(value));
        } else if (now) {
            map.put(CUT, "more fields");
        }
    }

    private @Nullable Object value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            room -= 5;
            return value;
        }
        if (room <= 0) {
            return CUT;
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        String text = text(String.valueOf(value));
        return value instanceof Number ? value : text;
    }

    private Map<String, @Nullable Object> map(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (copy.size() == MAX_ELEMENTS || room <= 0) {
                copy.put(CUT, (map.size() - copy.size()) + " more");
                break;
            }
            copy.put(text(String.valueOf(entry.getKey())), value(entry.getValue()));
        }
        return copy;
    }

    private List<@Nullable Object> list(List<?> list) {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object element : list) {
            if (copy.size() == MAX_ELEMENTS || room <= 0) {
                copy.add(CUT + " " + (list.size() - copy.size()) + " more");
                break;
            }
            copy.add(value(element));
        }
        return copy;
    }

    private String text(String text) {
        int chars = Math.max(1, Math.min(MAX_TEXT_CHARS, room));
        String visible = VisibleLine.of(text.length() <= chars ? text : cut(text, chars));
        room -= visible.length() + 4;
        return text.length() <= chars ? visible : visible + " (" + text.length() + " characters)";
    }
}
