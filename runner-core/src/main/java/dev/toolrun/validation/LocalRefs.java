package dev.toolrun.validation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** References within one schema: {@code #} or {@code #/…}. Others are not accepted, so nothing is ever opened for one. */
final class LocalRefs {
    private static final Pattern AMBIGUOUS = Pattern.compile("[+]|%2[fF]|%7[eE]");

    /** Keywords that hold values, and no schemas. */
    private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");

    private LocalRefs() {}

    static boolean isLocal(String ref) {
        return ref.equals("#") || ref.startsWith("#/");
    }

    /**
     * The schema that a local reference means, or null if there is none, or if it could mean two: names may be percent-encoded, but
     * for their slashes and tildes.
     */
    static @Nullable Object resolve(Object root, String ref) {
        if (!isLocal(ref)) {
            return null;
        }
        Object found = root;
        for (String step : steps(ref)) {
            found = child(found, name(found, step));
        }
        return found;
    }

    /** The schema with all that its references name written in one way, that of {@link #escape}. */
    static Map<String, @Nullable Object> canonical(Map<?, ?> root) {
        Map<String, @Nullable Object> canonical = new LinkedHashMap<>();
        root.forEach((keyword, part) -> canonical.put(String.valueOf(keyword), canonical(root, keyword, part)));
        return canonical;
    }

    /** A name as it stands in a reference. */
    static String escape(String name) {
        return Pointers.escape(name).replace("%", "%25").replace("+", "%2B");
    }

    private static @Nullable Object canonical(Map<?, ?> root, @Nullable Object keyword, @Nullable Object part) {
        if (part instanceof String ref && "$ref".equals(keyword)) {
            return canonical(root, ref);
        }
        if (part instanceof List<?> list && !VALUES.contains(keyword)) {
            List<@Nullable Object> schemas = new ArrayList<>();
            list.forEach(schema -> schemas.add(canonical(root, "", schema)));
            return schemas;
        }
        if (!(part instanceof Map<?, ?> map) || VALUES.contains(keyword)) {
            return part;
        }
        Map<Object, @Nullable Object> schema = new LinkedHashMap<>();
        map.forEach((key, value) ->
                schema.put(key, canonical(root, Keywords.NAMED_SCHEMAS.contains(keyword) ? "" : key, value)));
        return schema;
    }

    private static String canonical(Map<?, ?> root, String ref) {
        if (!isLocal(ref)) {
            return ref;
        }
        Object found = root;
        StringBuilder canonical = new StringBuilder("#");
        for (String step : steps(ref)) {
            String name = name(found, step);
            if (name == null) {
                return ref;
            }
            canonical.append('/').append(escape(name));
            found = child(found, name);
        }
        return canonical.toString();
    }

    private static String[] steps(String ref) {
        return ref.equals("#") ? new String[0] : ref.substring(2).split("/", -1);
    }

    /** What a step of a reference names in an object or array; the schema library reads it in the same way. */
    private static @Nullable String name(@Nullable Object parent, String step) {
        String plain = unescaped(step);
        String decoded = decoded(step);
        if (!(parent instanceof Map<?, ?> map) || decoded == null || !map.containsKey(decoded)) {
            return plain;
        }
        return map.containsKey(plain) && !plain.equals(decoded) ? null : decoded;
    }

    /** Null if it is not encoded in the way that every reader takes for the same. */
    private static @Nullable String decoded(String step) {
        if (step.indexOf('%') < 0) {
            return unescaped(step);
        }
        if (AMBIGUOUS.matcher(step).find()) {
            return null;
        }
        try {
            String decoded = URLDecoder.decode(step, StandardCharsets.UTF_8);
            return decoded.indexOf('\uFFFD') < 0 ? unescaped(decoded) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String unescaped(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }

    /** Whether a schema or anything in it refers to another one. */
    static boolean isIn(@Nullable Object schema) {
        if (schema instanceof Map<?, ?> map) {
            return map.containsKey("$ref") || map.values().stream().anyMatch(LocalRefs::isIn);
        }
        return schema instanceof List<?> list && list.stream().anyMatch(LocalRefs::isIn);
    }

    private static @Nullable Object child(@Nullable Object parent, @Nullable String step) {
        if (parent instanceof Map<?, ?> map) {
            return step == null ? null : map.get(step);
        }
        if (parent instanceof List<?> list && step != null && step.matches("0|[1-9][0-9]{0,8}")) {
            int index = Integer.parseInt(step);
            return index < list.size() ? list.get(index) : null;
        }
        return null;
    }
}
