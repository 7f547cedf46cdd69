package dev.toolrun.validation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keywords of JSON Schema 2020-12, by what they hold. */
final class Keywords {
    static final Set<String> ONE_SCHEMA = Set.of(
            "additionalProperties",
            "items",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedProperties",
            "unevaluatedItems",
            "contentSchema");

    static final Set<String> LIST_OF_SCHEMAS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    static final Set<String> NAMED_SCHEMAS = Set.of("properties", "patternProperties", "$defs", "dependentSchemas");

    /** The keywords whose schemas apply to the same value, as far as they hold one schema or a list of them. */
    static final Set<String> IN_PLACE = Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

    /** They change what a reference means; a tool's schema has no need of them. */
    static final Set<String> UNSUPPORTED = Set.of("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary");

    static final Set<String> TYPES = Set.of("null", "boolean", "object", "array", "number", "string", "integer");

    /** Not {@code regex}: compiling 300 KB of a model's pattern took 25 seconds. */
    static final Set<String> FORMATS = Set.of(
            "date",
            "date-time",
            "time",
            "duration",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "iri",
            "iri-reference",
            "uuid",
            "json-pointer",
            "relative-json-pointer");

    /** The types of values that a keyword says something about; one that is not here, about values of every type. */
    static final Map<String, Set<String>> ABOUT = typesOfKeywords();

    private static final Set<String> PLAIN = Set.of(
            "$ref",
            "$schema",
            "$comment",
            "type",
            "enum",
            "const",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxContains",
            "minContains",
            "maxProperties",
            "minProperties",
            "required",
            "dependentRequired",
            "format",
            "contentEncoding",
            "contentMediaType",
            "title",
            "description",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
            "examples");

    private static final Set<String> ALL = all();

    private Keywords() {}

    static boolean isKnown(String keyword) {
        return ALL.contains(keyword);
    }

    /** The known keyword that differs only in case or in separators, or null. */
    static @Nullable String meant(String keyword) {
        return ALL.stream()
                .filter(known -> plain(known).equals(plain(keyword)))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static String plain(String keyword) {
        return keyword.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(PLAIN);
        all.addAll(ONE_SCHEMA);
        all.addAll(LIST_OF_SCHEMAS);
        all.addAll(NAMED_SCHEMAS);
        return Set.copyOf(all);
    }

    private static Map<String, Set<String>> typesOfKeywords() {
        Map<String, Set<String>> types = new HashMap<>();
        put(types, Set.of("number", "integer"), "multipleOf maximum exclusiveMaximum minimum exclusiveMinimum");
        put(
                types,
                Set.of("string"),
                "maxLength minLength pattern format contentEncoding contentMediaType contentSchema");
        put(
                types,
                Set.of("array"),
                "items prefixItems contains minContains maxContains minItems maxItems uniqueItems unevaluatedItems");
        put(
                types,
                Set.of("object"),
                "properties patternProperties additionalProperties propertyNames required dependentRequired"
                        + " dependentSchemas minProperties maxProperties unevaluatedProperties");
        return types;
    }

    private static void put(Map<String, Set<String>> types, Set<String> about, String keywords) {
        for (String keyword : keywords.split(" ")) {
            types.put(keyword, about);
        }
    }
}
