package dev.toolrun.config;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON values, such as schemas, out of YAML. What YAML would take for something else than JSON does is a problem. */
final class JsonValues {
    private final Problems problems;

    JsonValues(Problems problems) {
        this.problems = problems;
    }

    /** Any JSON value, as JDK values. */
    @Nullable
    Object read(Node node, Place place) {
        if (node instanceof Node.Mapping mapping) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            mapping.entries().forEach((key, value) -> values.put(key, read(value, place.then(key))));
            return values;
        }
        if (node instanceof Node.Sequence sequence) {
            List<@Nullable Object> values = new ArrayList<>();
            sequence.elements().forEach(element -> values.add(read(element, place.then(values.size()))));
            return values;
        }
        return scalar((Node.Scalar) node, place);
    }

    private @Nullable Object scalar(Node.Scalar scalar, Place place) {
        String text = scalar.text();
        return switch (scalar.kind()) {
            case NULL -> null;
            case STRING -> text;
            case BOOLEAN -> {
                if (!text.equals("true") && !text.equals("false")) {
                    problems.add(
                            place, "YAML takes '" + text + "' for a boolean; put it in quotes, or write true or false");
                }
                yield text.equals("true");
            }
            case NUMBER -> number(text, place);
        };
    }

    private @Nullable Object number(String text, Place place) {
        try {
            if (Scalars.JSON_NUMBER.matcher(text).matches()) {
                return Json.parse(text);
            }
            problems.add(place, "YAML takes '" + text + "' for a number; put it in quotes, or write it as in JSON");
        } catch (IllegalArgumentException e) {
            problems.add(place, "is a number out of range");
        }
        return 0;
    }
}
