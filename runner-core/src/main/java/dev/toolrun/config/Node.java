package dev.toolrun.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML file, with the line it is in: that of its key, where it has one. */
sealed interface Node {
    int line();

    record Mapping(int line, Map<String, Node> entries) implements Node {}

    record Sequence(int line, List<Node> elements) implements Node {}

    /**
     * A single value.
     *
     * @param kind how YAML understands it
     * @param text as it is written
     */
    record Scalar(int line, Kind kind, String text) implements Node {}

    /** How YAML understands a single value. */
    enum Kind {
        STRING("a string"),
        NUMBER("a number"),
        BOOLEAN("a boolean"),
        NULL("empty");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }
    }

    /** What it is, for a sentence. */
    default String shown() {
        if (this instanceof Scalar scalar) {
            return scalar.kind().shown;
        }
        return this instanceof Mapping ? "a mapping" : "a list";
    }

    /** The line of the last piece that exists on the way to a place. */
    static int lineOf(Node root, Place place) {
        Node node = root;
        for (Object step : place.steps()) {
            Node next = child(node, step);
            if (next == null) {
                break;
            }
            node = next;
        }
        return node.line();
    }

    private static @Nullable Node child(Node parent, Object step) {
        if (parent instanceof Mapping mapping) {
            return mapping.entries().get(step.toString());
        }
        String index = step.toString();
        if (parent instanceof Sequence list && index.matches("[0-9]{1,6}")) {
            int i = Integer.parseInt(index);
            return i < list.elements().size() ? list.elements().get(i) : null;
        }
        return null;
    }
}
