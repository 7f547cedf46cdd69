package dev.toolrun.validation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value that a tool takes, as far as its schema says plainly what it is; of anything else, everything is possible.
 *
 * @param root the tool's input schema, closed
 * @param schema a part of it, or null if nothing is known
 */
record ToolValue(Map<?, ?> root, @Nullable Object schema) {

    boolean isRoot() {
        return root == schema;
    }

    Set<String> types() {
        Object type = plain() == null ? null : plain().get("type");
        Set<String> types = new TreeSet<>();
        for (Object one : type instanceof List<?> list ? list : type == null ? Keywords.TYPES : List.of(type)) {
            types.add(String.valueOf(one));
        }
        return types;
    }

    ToolValue item() {
        Map<?, ?> plain = plain();
        return new ToolValue(root, plain == null || plain.containsKey("prefixItems") ? null : plain.get("items"));
    }

    /** The property of that name; null if there can be none. */
    @Nullable
    ToolValue property(String name) {
        if (plain() != null
                && plain().get("properties") instanceof Map<?, ?> properties
                && properties.containsKey(name)) {
            return new ToolValue(root, properties.get(name));
        }
        return takesOthers() ? new ToolValue(root, null) : null;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        if (plain() != null && plain().get("properties") instanceof Map<?, ?> properties) {
            properties.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    /** Whether it may have properties that it does not name itself. */
    boolean takesOthers() {
        Map<?, ?> plain = plain();
        return plain == null
                || !Boolean.FALSE.equals(plain.get("additionalProperties"))
                || plain.containsKey("patternProperties");
    }

    /** The schema, or what it refers to where it says nothing else. */
    private @Nullable Map<?, ?> plain() {
        Object found = schema;
        for (int i = 0; i < 10 && found instanceof Map<?, ?> map && ObjectShapes.isReference(map); i++) {
            found = LocalRefs.resolve(root, String.valueOf(map.get("$ref")));
        }
        return found instanceof Map<?, ?> map ? map : null;
    }
}
