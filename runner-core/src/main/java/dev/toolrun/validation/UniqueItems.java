package dev.toolrun.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.UniqueItemsValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The keyword {@code uniqueItems}, safe against strings that were chosen to have the same hash: the library's own took 105
 * seconds for 65536 of them. Also takes 1 and 1.0 for the same number, as JSON Schema does.
 */
final class UniqueItems extends AbstractKeyword {
    private static final int STEPS = 20;

    UniqueItems() {
        super("uniqueItems");
    }

    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode schemaNode, Schema parent, SchemaContext context) {
        return new Check(location, schemaNode, parent, context);
    }

    private static final class Check extends UniqueItemsValidator {
        Check(SchemaLocation location, JsonNode schemaNode, Schema parent, SchemaContext context) {
            super(location, schemaNode, parent, context);
        }

        /** Leaves the library two items that are the same, for it to say so in its way. */
        @Override
        public void validate(ExecutionContext context, JsonNode node, JsonNode root, NodePath location) {
            if (node.isArray() && hasTwins(node)) {
                super.validate(
                        context, JsonNodeFactory.instance.arrayNode().add(true).add(true), root, location);
            }
        }
    }

    /** Strings can be compared, so that a hash set of them stays fast when all their hashes are the same. */
    private static boolean hasTwins(JsonNode array) {
        Set<String> seen = new HashSet<>();
        for (JsonNode item : array) {
            StringBuilder text = new StringBuilder();
            append(item, text);
            CheckingTime.spend(text.length()); // what it takes to copy, to hash and to compare it
            if (!seen.add(text.toString())) {
                return true;
            }
        }
        return false;
    }

    /** The canonical form of a value; of what is nested in it, nothing is copied for each level. */
    private static void append(JsonNode node, StringBuilder text) {
        CheckingTime.spend(STEPS);
        if (node.isNumber()) {
            text.append(node.decimalValue().stripTrailingZeros());
        } else if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            text.append('{');
            sorted.forEach((name, value) -> {
                append(JsonNodeFactory.instance.textNode(name), text);
                text.append(':');
                append(value, text);
                text.append(',');
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(item -> {
                append(item, text);
                text.append(',');
            });
            text.append(']');
        } else {
            text.append(node);
        }
    }
}
