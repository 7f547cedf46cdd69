package dev.toolrun.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The schemas to which a reference leads that is a part of something else: these must not be closed by themselves. Those that are
 * closed where they stand get a second place.
 */
final class SharedParts {
    /** What has no other place gets no further names where it stands; all else is copied for those that refer to it. */
    private static final Pattern CLOSED_PLACE = Pattern.compile("#(/\\$defs/[^/]+)?");

    private static final Pattern DEFINITION = Pattern.compile("#/\\$defs/[^/]+");

    private final Map<?, ?> root;
    private final Set<String> refs = new TreeSet<>();

    SharedParts(Map<?, ?> root) {
        this.root = root;
    }

    int size() {
        return refs.size();
    }

    boolean contains(String ref) {
        return refs.contains(ref);
    }

    /** Whether a reference leads to what is closed by itself, for all that refer to it. */
    boolean isClosedInPlace(String ref) {
        return CLOSED_PLACE.matcher(ref).matches() && !refs.contains(ref);
    }

    /** A reference that is a part of something else leads to what must be a part too, through other references as well. */
    void share(String ref) {
        if (refs.add(ref)
                && LocalRefs.resolve(root, ref) instanceof Map<?, ?> target
                && target.get("$ref") instanceof String next) {
            share(next);
        }
    }

    /**
     * Where a reference leads once all is closed.
     *
     * @param schema what holds the reference
     */
    String reference(String ref, Map<?, ?> schema) {
        if (!ObjectShapes.isReference(schema) || !CLOSED_PLACE.matcher(ref).matches()) {
            share(ref);
        }
        boolean isMoved = refs.contains(ref) && isMovable(ref);
        return isMoved ? "#/$defs/" + LocalRefs.escape(movedName(ref)) : ref;
    }

    /** The schemas that need a second place, by its name. */
    Map<String, Map<?, ?>> moved() {
        Map<String, Map<?, ?>> moved = new LinkedHashMap<>();
        for (String ref : List.copyOf(refs)) {
            if (isMovable(ref) && LocalRefs.resolve(root, ref) instanceof Map<?, ?> target) {
                moved.put(movedName(ref), target);
            }
        }
        return moved;
    }

    private boolean isMovable(String ref) {
        return !DEFINITION.matcher(ref).matches() && LocalRefs.resolve(root, ref) instanceof Map<?, ?>;
    }

    private static String movedName(String ref) {
        return "part:" + ref.substring(1);
    }
}
