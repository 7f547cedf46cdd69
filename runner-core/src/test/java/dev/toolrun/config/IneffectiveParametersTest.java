package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a role's {@code parameters} could never refuse, since the tool takes no such value anyway. */
class IneffectiveParametersTest {
    private static final String CONFIG = """
            builtinTools: false
            tools: [query.yaml]
            authentication: {peer: {users: [alice], roles: [analyst]}}
            permissions: [{tool: query, roles: {analyst: {parameters: %s}}}]
            """;

    private ConfigFolder folder;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        folder = ConfigFolder.in(path);
        folder.write("query.yaml", """
                name: query
                description: A tool.
                inputSchema:
                  type: object
                  properties:
                    query: {type: string}
                    limit: {type: integer}
                    file: {type: string}
                    url: {type: string}
                    options: {type: object, additionalProperties: true}
                    list: {type: array, items: {type: integer}}
                    closed: {type: object, properties: {a: {type: string}}}
                    any: {}
                    either: {anyOf: [{type: string}, {type: integer}]}
                    flag: {type: boolean}
                    mode: {enum: [a, b, 3]}
                    level: {anyOf: [{const: low}, {const: high}]}
                    number: {type: number}
                    rows: {type: array, items: {type: object, properties: {q: {type: string}}}}
                    pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
                    shared: {$ref: '#/$defs/text', description: d}
                  $defs: {text: {type: string}}
                image: toolrun/base
                command: ["true"]
                """);
    }

    @Test
    void whatCouldRefuseSomethingIsFine() {
        for (String parameters : List.of(
                "{properties: {limit: {not: {enum: [5, 6.0]}}, flag: {not: {const: true}}, number: {not: {const: 5}}}}",
                "{properties: {mode: {not: {enum: [a, 3.0]}}, level: {not: {const: low}}, any: {not: {const: '5'}}}}",
                "{properties: {limit: {const: '5'}, mode: {enum: [a, A]}, either: {not: {enum: [x, 5]}}}}",
                "{properties: {limit: {not: {not: {const: '5'}}}, number: {not: {type: integer}}}}",
                "{properties: {limit: {not: {minimum: 200}}, options: {not: {required: [zz]}}}}",
                "{if: {properties: {mode: {const: a}}, required: [mode]}, then: {properties: {limit: {maximum: 5}}}}",
                "{dependentSchemas: {limit: {properties: {query: {maxLength: 5}}}}, dependentRequired: {file: [url]}}",
                "{properties: {rows: {prefixItems: [{properties: {q: {maxLength: 5}}}], items: {required: [q]}}}}",
                "{properties: {pair: {prefixItems: [{maxLength: 5}, {maximum: 5}]}}}",
                "{properties: {pair: {items: {maximum: 5, maxLength: 5}, not: {contains: {enum: [x, 5]}}}}}",
                "{properties: {closed: {additionalProperties: {maxLength: 5}}, options: {additionalProperties: {maximum: 1}}}}",
                "{properties: {closed: {propertyNames: {not: {enum: [a]}}, dependentSchemas: {a: {maxProperties: 1}}}}}",
                "{propertyNames: {not: {enum: [url]}}}",
                "{if: true, then: {required: [query]}}")) {
            assertThat(problems(parameters)).as(parameters).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{properties: {limit: {not: {enum: ['5']}}}}"
                        + " | properties.limit.not.enum.0 | refuses nothing: a value here is of type integer",
                "{properties: {limit: {not: {enum: [1, '5']}}}}"
                        + " | properties.limit.not.enum.1 | refuses nothing: a value here is of type integer",
                "{properties: {limit: {not: {const: '5'}}}}"
                        + " | properties.limit.not.const | refuses nothing: a value here is of type integer",
                "{properties: {limit: {not: {const: 5.5}}}}"
                        + " | properties.limit.not.const | refuses nothing: a value here is of type integer",
                "{properties: {query: {not: {const: 5}}}}"
                        + " | properties.query.not.const | refuses nothing: a value here is of type string",
                "{properties: {query: {not: {const: null}}}}"
                        + " | properties.query.not.const | refuses nothing: a value here is of type string",
                "{properties: {query: {not: {type: integer}}}}"
                        + " | properties.query.not.type | refuses nothing: a value here is of type string",
                "{properties: {shared: {not: {anyOf: [{const: 5}]}}}}"
                        + " | properties.shared.not.anyOf.0.const | refuses nothing: a value here is of type string",
                "{properties: {flag: {not: {const: 'true'}}}}"
                        + " | properties.flag.not.const | refuses nothing: a value here is of type boolean",
                "{properties: {mode: {not: {enum: [A]}}}}"
                        + " | properties.mode.not.enum.0 | refuses nothing: it is none of the values",
                "{properties: {level: {not: {const: Low}}}}"
                        + " | properties.level.not.const | refuses nothing: it is none of the values",
                "{properties: {list: {not: {contains: {const: x}}}}}"
                        + " | properties.list.not.contains.const | refuses nothing: a value here is of type integer",
                "{properties: {list: {contains: {const: x}, maxContains: 1, minContains: 0}}}"
                        + " | properties.list.contains.const | refuses nothing: a value here is of type integer",
                "{if: {properties: {limit: {const: '5'}}, required: [limit]}, then: false}"
                        + " | if.properties.limit.const | refuses nothing: a value here is of type integer",
                "{not: {properties: {query: {const: 5}}, required: [query]}}"
                        + " | not.properties.query.const | refuses nothing: a value here is of type string",
                "{propertyNames: {not: {enum: [sudo]}}}"
                        + " | propertyNames.not.enum.0 | refuses nothing: it is none of the values",
                "{dependentSchemas: {limit: {properties: {query: {maximum: 5}}}}}"
                        + " | dependentSchemas.limit.properties.query.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {rows: {prefixItems: [{properties: {q: {maximum: 5}}}]}}}"
                        + " | properties.rows.prefixItems.0.properties.q.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {rows: {prefixItems: [{maximum: 5}]}}}"
                        + " | properties.rows.prefixItems.0.maximum | 'maximum' says nothing about a value of type object",
                "{properties: {pair: {prefixItems: [{maximum: 5}]}}}"
                        + " | properties.pair.prefixItems.0.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {rows: {unevaluatedItems: {maximum: 1}}}}"
                        + " | properties.rows.unevaluatedItems.maximum | 'maximum' says nothing about a value of type object",
                "{properties: {rows: {contains: {maximum: 1}}}}"
                        + " | properties.rows.contains.maximum | 'maximum' says nothing about a value of type object",
                "{properties: {closed: {additionalProperties: {maximum: 5}}}}"
                        + " | properties.closed.additionalProperties.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {closed: {unevaluatedProperties: {maximum: 5}}}}"
                        + " | properties.closed.unevaluatedProperties.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {either: {minItems: 3}}}"
                        + " | properties.either.minItems | 'minItems' says nothing about a value of type integer or string",
                "{properties: {number: {minItems: 3}}}"
                        + " | properties.number.minItems | 'minItems' says nothing about a value of type number",
                "{properties: {level: {maximum: 5}}}"
                        + " | properties.level.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {shared: {maximum: 5}}}"
                        + " | properties.shared.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {limit: {$ref: '#/$defs/x'}, query: {$ref: '#/$defs/x'}}, $defs: {x: {maximum: 5}}}"
                        + " | $defs.x.maximum | 'maximum' says nothing about a value of type string",
                "{properties: {closed: {not: {required: [zz]}}}}"
                        + " | properties.closed.not.required.0 | 'zz' is no property there",
                "{properties: {closed: {dependentRequired: {zz: [a]}}}}"
                        + " | properties.closed.dependentRequired.zz | 'zz' is no property there",
                "{properties: {closed: {dependentSchemas: {zz: {maxProperties: 0}}}}}"
                        + " | properties.closed.dependentSchemas.zz | 'zz' is no property there",
                "{properties: {query: {pattern: ''}}}" + " | properties.query | asks for nothing",
                "{properties: {query: {pattern: '.*'}}}" + " | properties.query | asks for nothing",
                "{if: false, then: {required: [query]}}" + " | then | 'then' says nothing: 'if' never holds",
                "{if: true, else: {required: [query]}}" + " | else | 'else' says nothing: 'if' always holds",
                "{dependentRequired: {limit: [limit]}} | `` | asks for nothing",
                "{propertyNames: {type: string}} | `` | asks for nothing",
            })
    void whatCouldNotIsAnError(String parameters, String path, String message) {
        assertThat(problems(parameters)).singleElement().satisfies(problem -> {
            String place = "permissions[0].roles.analyst.parameters";
            assertThat(problem.path()).isEqualTo(path.isEmpty() ? place : place + "." + path);
            assertThat(problem.message()).startsWith(message);
        });
    }

    private List<Problem> problems(String parameters) {
        Path file = folder.write("toolrun.yaml", CONFIG.formatted(parameters));
        try {
            RunnerConfig.load(file, Map.of());
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}
