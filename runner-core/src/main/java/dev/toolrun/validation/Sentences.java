package dev.toolrun.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.toolrun.call.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the library's errors into sentences that a model can act on. They tell the rule and never repeat the value. */
final class Sentences {
    private static final int MAX_RULE_LENGTH = 200;
    private static final int MAX_CHOICES = 20;

    private Sentences() {}

    static Violation violation(Error error) {
        String keyword = keyword(error);
        List<String> path = path(error);
        String rule = rule(keyword, error) + (isAlternative(error) ? " (or have another of the allowed forms)" : "");
        return new Violation(Pointers.of(path), keyword, Pointers.readable(path) + " " + rule + ".");
    }

    private static String keyword(Error error) {
        String keyword = error.getKeyword();
        return keyword == null ? "false" : keyword;
    }

    /** Where it is. A name that is missing or too much is part of it. */
    private static List<String> path(Error error) {
        List<String> path = new ArrayList<>();
        var location = error.getInstanceLocation();
        for (int i = 0; i < location.getNameCount(); i++) {
            path.add(String.valueOf(location.getElement(i)));
        }
        String property = property(error);
        if (property != null) {
            path.add(property);
        }
        return path;
    }

    /** Whether the rule is one of several of which not all must hold. */
    private static boolean isAlternative(Error error) {
        var path = error.getEvaluationPath();
        for (int i = 0; i + 1 < path.getNameCount(); i++) {
            String step = String.valueOf(path.getElement(i));
            if ((step.equals("anyOf") || step.equals("oneOf")) && path.getElement(i + 1) instanceof Integer) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String property(Error error) {
        return switch (keyword(error)) {
            case "required", "additionalProperties", "unevaluatedProperties" -> error.getProperty();
            case "dependentRequired" ->
                String.valueOf(error.getArguments()[0]); // the property is the one that is there
            default -> null;
        };
    }

    private static String rule(String keyword, Error error) {
        JsonNode schema = error.getSchemaNode();
        return switch (keyword) {
            case "required", "dependentRequired" -> "is missing";
            case "additionalProperties", "unevaluatedProperties" -> "is not a known name here";
            case "type" -> "must be " + types(schema) + ", not " + typeOf(error.getInstanceNode());
            case "enum" -> "must be one of " + choices(schema);
            case "const" -> "must be " + text(schema);
            case "pattern" -> "must match the pattern " + text(schema);
            case "format" -> "must be a valid " + (schema == null ? "value" : schema.asText());
            default -> bound(keyword, schema);
        };
    }

    private static String bound(String keyword, @Nullable JsonNode schema) {
        String value = text(schema);
        return switch (keyword) {
            case "minLength" -> "must have at least " + value + " characters";
            case "maxLength" -> "must have at most " + value + " characters";
            case "minItems" -> "must have at least " + value + " items";
            case "maxItems" -> "must have at most " + value + " items";
            case "minProperties" -> "must have at least " + value + " properties";
            case "maxProperties" -> "must have at most " + value + " properties";
            case "minimum" -> "must be at least " + value;
            case "maximum" -> "must be at most " + value;
            case "exclusiveMinimum" -> "must be more than " + value;
            case "exclusiveMaximum" -> "must be less than " + value;
            case "multipleOf" -> "must be a multiple of " + value;
            case "uniqueItems" -> "must not have the same item twice";
            default -> applicator(keyword);
        };
    }

    private static String applicator(String keyword) {
        return switch (keyword) {
            case "anyOf" -> "must have one of the forms that the schema allows";
            case "oneOf" -> "must have exactly one of the forms that the schema allows";
            case "not" -> "has a form that the schema excludes";
            case "contains", "minContains", "maxContains" -> "does not contain the items that the schema asks for";
            case "propertyNames" -> "has a name that the schema does not allow";
            case "false" -> "is not allowed";
            case "items", "unevaluatedItems" -> "has more items than the schema allows";
            default -> "does not satisfy the schema's '" + Pointers.shown(keyword) + "'";
        };
    }

    private static String types(@Nullable JsonNode schema) {
        if (schema == null || !schema.isArray()) {
            return withArticle(schema == null ? "value" : schema.asText());
        }
        List<String> names = new ArrayList<>();
        schema.forEach(type -> names.add(withArticle(type.asText())));
        return String.join(" or ", names);
    }

    private static String typeOf(@Nullable JsonNode value) {
        if (value == null) {
            return "nothing";
        }
        return switch (value.getNodeType()) {
            case NUMBER -> withArticle(value.isIntegralNumber() ? "integer" : "number");
            case STRING -> "a string";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "something else";
        };
    }

    private static String withArticle(String type) {
        return switch (type) {
            case "null" -> type;
            case "integer", "array", "object" -> "an " + type;
            default -> "a " + type;
        };
    }

    private static String choices(@Nullable JsonNode schema) {
        List<String> shown = new ArrayList<>();
        if (schema != null) {
            for (JsonNode choice : schema) {
                if (shown.size() == MAX_CHOICES) {
                    shown.add("…");
                    break;
                }
                shown.add(Pointers.shorten(choice.toString(), MAX_RULE_LENGTH / 4));
            }
        }
        return String.join(", ", shown);
    }

    private static String text(@Nullable JsonNode schema) {
        return schema == null ? "what the schema says" : Pointers.shorten(schema.toString(), MAX_RULE_LENGTH);
    }
}
