package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRefsTest {
    private static final Map<String, Object> DEFINITIONS = Stream.of(
                    "x%y", "a b", "a+b", "a/b", "a~b", "ü", "%zz", "a%20c", "50%", "1+2%")
            .collect(Collectors.toMap(name -> name, name -> Map.of("const", name)));

    /** The library must find what is found here: by it the schema is closed, and what it may say is looked at. */
    @ParameterizedTest
    @CsvSource({
        "#/$defs/x%25y, x%y",
        "#/$defs/a%20b, a b",
        "#/$defs/a+b, a+b",
        "#/$defs/a%2Bb, a+b",
        "#/%24defs/a~1b, a/b",
        "#/$defs/a~0b, a~b",
        "#/$defs/%C3%BC, ü",
        "#/$defs/%25zz, %zz",
        "#/$defs/a%2520c, a%20c",
        "#/$defs/50%25, 50%",
        "#/$defs/1%2B2%25, 1+2%",
    })
    void aNameMayBePercentEncoded(String ref, String name) {
        Map<String, Object> schema = schema(ref, DEFINITIONS);

        assertThat(LocalRefs.resolve(schema, ref)).isEqualTo(Map.of("const", name));
        assertThat(SchemaCheck.problems(schema)).isEmpty();
        for (CompiledSchema compiled :
                List.of(CompiledSchema.of(schema), CompiledSchema.of(SchemaCheck.closed(schema)))) {
            assertThat(compiled.violations(Map.of("v", name))).isEmpty();
            assertThat(compiled.violations(Map.of("v", "other"))).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#/$defs/a%2Fb",
                "#/$defs/a%7Eb",
                "#/$defs/a%7E1b",
                "#/$defs/%FC",
                "#/$defs/a%2",
                "#/$defs/a+c",
                "#/$defs/1+2%25",
                "#%2F$defs/a%20b",
                "#/$defs/none"
            })
    void whatReadersCouldTakeDifferentlyLeadsToNoSchema(String ref) {
        assertThat(SchemaCheck.problems(schema(ref, DEFINITIONS))).hasSize(1);
    }

    @Test
    void aReferenceThatCouldMeanTwoSchemasLeadsToNone() {
        Map<String, Object> both = Map.of("x%y", Map.of("const", 1), "x%25y", Map.of("const", 2));

        assertThat(SchemaCheck.problems(schema("#/$defs/x%25y", both))).hasSize(1);
        assertThat(SchemaCheck.problems(schema("#/$defs/x%2525y", both))).isEmpty();
    }

    /** The definition and what refers to it are parts of one object, which takes the names of both. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#/$defs/x%25y%2Bz",
                "#/$defs/%78%25y%2Bz",
                "#/%24defs/x%25y%2Bz",
                "#/$defs/%C3%BC/$defs/x%25y%2Bz"
            })
    void anObjectIsClosedHoweverItsPartsAreNamed(String ref) {
        String part = """
                {"type": "object", "properties": {"a": true}}""";
        Map<String, Object> schema = Json.parseObject("""
                {"type": "object", "properties": {"b": true, "$ref": {"const": {"$ref": "#/$defs/%%20"}}},
                 "allOf": [{"$ref": "%s"}], "$defs": {"x%%y+z": %s, "ü": {"$defs": {"x%%y+z": %s}}}}
                """.formatted(ref, part, part));
        CompiledSchema closed = CompiledSchema.of(SchemaCheck.closed(schema));

        assertThat(closed.violations(Map.of("a", 1, "b", 2))).isEmpty();
        assertThat(closed.violations(Map.of("a", 1, "c", 2))).hasSize(1);
        assertThat(closed.violations(Map.of("$ref", Map.of("$ref", "#/$defs/%20"))))
                .isEmpty();
    }

    private static Map<String, Object> schema(String ref, Map<String, Object> definitions) {
        return Map.of("properties", Map.of("v", Map.of("$ref", ref)), "$defs", definitions);
    }
}
