package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Violation;
import dev.toolrun.json.Json;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a value that fails a part of its schema: nothing against the names that this part declares. */
class FailedPartsTest {
    private static final String DEFINITIONS = """
            "base": {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
            "node": {"type": "object", "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/$defs/node"}},
              "anyOf": [{"properties": {"next": {"properties": {"extra": {"type": "integer"}}}}}, {"required": ["v"]}]}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'allOf': [{'$ref': '#/$defs/base'}, {'properties': {'c': {}}}]} | {'a': 1, 'c': 1} | e.b is missing.",
                "{'allOf': [{'$ref': '#/$defs/base'}, {'properties': {'c': {}}}]} | {'a': 'x', 'b': 1}"
                        + " | e.a must be an integer, not a string.",
                "{'allOf': [{'$ref': '#/$defs/base'}, {'properties': {'c': {}}}]} | {'a': 1, 'd': 1}"
                        + " | e.b is missing. e.d is not a known name here.",
                "{'properties': {'k': {}}, 'if': {'properties': {'k': {'const': 'mail'}}}, 'then': {'required': ['to', 's'],"
                        + " 'properties': {'to': {}, 's': {}}}} | {'k': 'mail', 'to': 1} | e.s is missing.",
                "{'allOf': [{'additionalProperties': false, 'properties': {'a': {}}}, {'properties': {'b': {}}}]}"
                        + " | {'a': 1, 'b': 2} | e.b is not a known name here.",
                "{'$ref': '#/$defs/node'} | {'v': 1, 'next': {'v': 2, 'foo': 1}} | e.next.foo is not a known name here.",
                "{'$ref': '#/$defs/node'} | {'v': 1, 'next': {'v': 'x'}} | e.next.v must be an integer, not a string.",
                "{'allOf': [{'patternProperties': {'^x': {}}, 'required': ['x']}, {'properties': {'c': {}}}]} | {'x1': 1}"
                        + " | e.x is missing.",
                "{'properties': {'k': {}}, 'allOf': [{'$ref': '#/$defs/map'}]} | {'z': 1}"
                        + " | e.z must be a string, not an integer.",
                // no other alternative is meant, and nothing else is wrong there
                "{'properties': {'k': {'enum': ['a', 'b']}}, 'oneOf': [{'properties': {'k': {'const': 'a'}, 'x': {}}},"
                        + " {'properties': {'k': {'const': 'b'}, 'y': {}}}]} | {'k': 'b', 'x': 1} | e.x is not a known name here.",
                "{'properties': {'k': {}}, 'allOf': [{'properties': {'m': {}}}]} | {'z': 1} | e.z is not a known name here.",
            })
    void namesWhatIsWrongAlone(String schema, String value, String sentences) {
        assertThat(violations(schema, "{'e': " + value + "}")).isEqualTo(sentences);
    }

    /** What is wrong elsewhere says nothing about this object. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'properties': {'k': {}}, 'if': {'required': ['k']}, 'then': {'properties': {'x': {}}}} | {'e': {'x': 1}, 'n': 'x'}"
                        + " | e.x is not a known name here. n must be an integer, not a string.",
            })
    void leavesWhatIsWrongWithAnotherObject(String schema, String value, String sentences) {
        assertThat(violations(schema, value)).isEqualTo(sentences);
    }

    /** However many elements are wrong, what is said is what is wrong with them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 45, 60, 199, 201, 1000})
    void manyWrongElementsAreNamed(int count) {
        CompiledSchema schema = CompiledSchema.of(SchemaCheck.closed(Json.parseObject("""
                {"items": {"oneOf": [{"properties": {"id": {"type": "integer"}}, "required": ["id"]},
                  {"properties": {"name": {"type": "string"}}, "required": ["name"]}]}}
                """)));

        assertThat(schema.violations(Collections.nCopies(count, Map.of("nam", "x"))))
                .extracting(Violation::pointer)
                .isNotEmpty()
                .allMatch(pointer -> pointer.startsWith("/"));
    }

    private static String violations(String schema, String value) {
        Map<String, Object> closed = SchemaCheck.closed(Json.parseObject(("{'type': 'object', 'properties': {'e': "
                        + schema + ", 'n': {'type': 'integer'}}, '$defs': {" + DEFINITIONS + "}}")
                .replace('\'', '"')));
        return String.join(
                " ",
                CompiledSchema.of(closed).violations(Json.parseObject(value.replace('\'', '"'))).stream()
                        .map(Violation::message)
                        .toList());
    }
}
