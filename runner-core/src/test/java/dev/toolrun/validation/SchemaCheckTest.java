package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type': 'array'} | ^^ | an input schema must have 'type: object'",
                "{'type': 'object', 'propertys': {}} | /propertys | 'propertys' is no keyword of JSON Schema 2020-12",
                "{'type': 'object', 'properties': {'a': {'maxlength': 3}}} | /properties/a/maxlength"
                        + " | 'maxlength' is no keyword of JSON Schema 2020-12; did you mean 'maxLength'?",
                "{'type': 'object', 'properties': {'a': {'type': 'strng'}}} | /properties/a/type"
                        + " | 'strng' is no type of JSON Schema",
                "{'type': 'object', 'properties': {'a': {'type': ['string', 'int']}}} | /properties/a/type"
                        + " | 'int' is no type of JSON Schema",
                "{'type': 'object', 'properties': {'a': {'minimum': '3'}}} | /properties/a/minimum"
                        + " | properties.a.minimum must be a number, not a string",
                "{'type': 'object', 'properties': {'a': {'maxLength': -1}}} | /properties/a/maxLength"
                        + " | properties.a.maxLength must be at least 0",
                "{'type': 'object', 'required': 'a'} | /required | required must be an array, not a string",
                "{'type': 'object', 'allOf': [{'items': {'foo': 1}}]} | /allOf/0/items/foo"
                        + " | 'foo' is no keyword of JSON Schema 2020-12",
                "{'type': 'object', '$ref': 'http://127.0.0.1/x'} | /$ref"
                        + " | only references within the schema are supported ('#' or '#/...')",
                "{'type': 'object', '$ref': 'file:///etc/passwd'} | /$ref"
                        + " | only references within the schema are supported ('#' or '#/...')",
                "{'type': 'object', '$ref': 'other.json#/x'} | /$ref"
                        + " | only references within the schema are supported ('#' or '#/...')",
                "{'type': 'object', '$ref': '#/$defs/a'} | /$ref | the reference leads to no schema",
                "{'type': 'object', '$ref': '#'} | /$ref | the schema refers to itself without end",
                "{'type': 'object', '$id': 'http://x/'} | /$id | '$id' is not supported in a tool's schema",
                "{'type': 'object', '$schema': 'http://json-schema.org/draft-07/schema#'} | /$schema"
                        + " | only 'https://json-schema.org/draft/2020-12/schema' is supported",
                "{'type': 'object', 'properties': {'a': {'pattern': '(?=x)'}}} | /properties/a/pattern"
                        + " | the pattern can't be used (RE2 syntax, linear time): invalid or unsupported Perl syntax",
                "{'type': 'object', 'patternProperties': {'(': true}} | /patternProperties/("
                        + " | the pattern can't be used (RE2 syntax, linear time): missing closing )",
                "{'type': 'object', 'properties': {'a': {'format': 'phone'}}} | /properties/a/format"
                        + " | the format 'phone' can't be checked here; a pattern can",
                "{'type': 'object', 'properties': {'a/b': {'type': 'integer', 'default': 'x'}}}"
                        + " | /properties/a~1b/default"
                        + " | the default does not match its own schema: a/b must be an integer, not a string",
                "{'type': 'object', 'properties': {'query': {}}, 'required': ['query', 'limt']} | /required/1"
                        + " | 'limt' is required, and no property that can be there",
                "{'type': 'object', 'properties': {'o': {'minProperties': 1}}} | /properties/o"
                        + " | the object can have no property: name some, or say 'additionalProperties: true'",
                "{'type': 'object', 'properties': {'o': {'items': {'propertyNames': {'pattern': '^x'}}}}} | /properties/o/items"
                        + " | the object can have no property: name some, or say 'additionalProperties: true'",
            })
    void findsWhatIsWrong(String schema, String pointer, String message) {
        assertThat(SchemaCheck.inputProblems(Json.parseObject(schema.replace('\'', '"'))))
                .containsExactly(new SchemaProblem(pointer, message));
    }

    @Test
    void reportsEverythingAtOnce() {
        String schema = """
                {"type": "objekt", "maxlength": 4, "$id": "x", "required": "a",
                 "properties": {"a": {"minimum": "x", "type": ["string", "foo"], "require": 1}}}
                """;

        assertThat(SchemaCheck.inputProblems(Json.parseObject(schema)))
                .extracting(SchemaProblem::pointer)
                .containsExactly(
                        "",
                        "/$id",
                        "/maxlength",
                        "/properties/a/minimum",
                        "/properties/a/require",
                        "/properties/a/type",
                        "/required",
                        "/type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'object'}",
                "{'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object', 'title': 'T', '$comment': 'c'}",
                "{'type': 'object', 'properties': {'a': {'$ref': '#'}}}",
                "{'type': 'object', 'properties': {'maxlength': {'type': 'string', 'examples': ['x'], 'default': 'y'}}}",
                "{'type': 'object', 'properties': {'a': {'enum': [{'foo': 1}], 'const': {'bar': 2}}}}",
                "{'type': 'object', 'properties': {'a': {'$ref': '#/$defs/x~1y'}}, '$defs': {'x/y': {'type': 'null'}}}",
                "{'type': 'object', 'required': ['a'], 'properties': {'a': true, 'b': {'default': 1}}}",
                "{'type': 'object', 'required': ['a'], 'allOf': [{'properties': {'a': true}}]}",
                "{'type': 'object', 'properties': {'a': {}}, 'not': {'required': ['b'], 'additionalProperties': false}}",
                "{'type': 'object', 'properties': {'o': {'required': ['x'], 'minProperties': 1}}}",
                "{'type': 'object', 'properties': {'o': {'minProperties': 1, 'additionalProperties': true}}}",
                "{'type': 'object', 'properties': {'o': {'minProperties': 1, 'patternProperties': {'^x': {}}}}}",
            })
    void leavesGoodSchemasAlone(String schema) {
        assertThat(SchemaCheck.inputProblems(Json.parseObject(schema.replace('\'', '"'))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type':'object'} | {'type':'object','additionalProperties':false}",
                "{'type':['object','null']} | {'type':['object','null'],'additionalProperties':false}",
                "{'properties':{}} | {'properties':{},'additionalProperties':false}",
                "{'type':'string'} | {'type':'string'}",
                "{'type':'object','additionalProperties':true} | {'type':'object','additionalProperties':true}",
                "{'type':'object','unevaluatedProperties':false} | {'type':'object','unevaluatedProperties':false}",
                "{'items':{'type':'object'}} | {'items':{'type':'object','additionalProperties':false}}",
                "{'prefixItems':[{'type':'object'}]} | {'prefixItems':[{'type':'object','additionalProperties':false}]}",
                "{'$defs':{'a':{'type':'object'}}} | {'$defs':{'a':{'type':'object','additionalProperties':false}}}",
                "{'additionalProperties':{'type':'object'}}"
                        + " | {'additionalProperties':{'type':'object','additionalProperties':false}}",
                "{'allOf':[{'properties':{}}],'if':{'properties':{}},'not':{'type':'object'}}"
                        + " | {'allOf':[{'properties':{}}],'if':{'properties':{}},'not':{'type':'object'},'unevaluatedProperties':false}",
                "{'enum':[{'type':'object'}]} | {'enum':[{'type':'object'}]}",
            })
    void closesObjects(String schema, String closed) {
        var once = SchemaCheck.closed(Json.parseObject(schema.replace('\'', '"')));

        assertThat(Json.write(once).replace('"', '\'')).isEqualTo(closed);
        assertThat(SchemaCheck.closed(once)).isEqualTo(once);
    }

    @Test
    void listsDeclaredNames() {
        assertThat(SchemaCheck.declaredNames(Json.parseObject("{\"properties\": {\"b\": {}, \"a\": true}}")))
                .containsExactly("a", "b");
        assertThat(SchemaCheck.declaredNames(Json.parseObject("{}"))).isEmpty();
    }
}
