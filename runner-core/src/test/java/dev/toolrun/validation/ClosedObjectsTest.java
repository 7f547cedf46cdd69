package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects take no property that their schema does not name, however the schema is put together. */
class ClosedObjectsTest {

    /** Of the property {@code v}: its schema, a value that it takes, and one with something in it that nobody has named. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{anyOf: [{type: object, properties: {a: {}}}, {type: string}]} | {a: 1} | {a: 1, b: 2}",
                "{anyOf: [{type: object, properties: {a: {}}}, {type: string}]} | 'x' | {b: 2}",
                "{oneOf: [{properties: {a: {}}, required: [a]}, {properties: {b: {}}, required: [b]}]} | {a: 1} | {a: 1, c: 2}",
                "{oneOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]} | {b: 1} | {c: 1}",
                "{type: object, oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]} | {a: 1} | {a: 1, b: 1}",
                "{oneOf: [{properties: {a: {}}}, {required: [z]}]} | {a: 1} | {z: 1}",
                "{allOf: [{type: object, properties: {a: {}}}]} | {a: 1} | {a: 1, b: 2}",
                "{allOf: [{properties: {a: {}}}, {properties: {b: {}}}]} | {a: 1, b: 2} | {a: 1, b: 2, c: 3}",
                "{type: object, properties: {a: {}}, allOf: [{properties: {b: {}}}]} | {a: 1, b: 2} | {a: 1, c: 3}",
                "{$ref: '#/$defs/base'} | {a: 1} | {a: 1, b: 2}",
                "{$ref: '#/$defs/base', properties: {b: {}}} | {a: 1, b: 2} | {a: 1, b: 2, c: 3}",
                "{allOf: [{$ref: '#/$defs/base'}, {$ref: '#/$defs/more'}]} | {a: 1, m: {x: 1}} | {a: 1, z: 2}",
                "{allOf: [{$ref: '#/$defs/base'}, {$ref: '#/$defs/more'}]} | {m: {x: 1}} | {m: {y: 2}}",
                "{oneOf: [{$ref: '#/$defs/base'}, {$ref: '#/$defs/more'}]} | {a: 1} | {a: 1, m: {}}",
                "{type: array, items: {$ref: '#/$defs/base'}} | [{a: 1}] | [{a: 1}, {b: 2}]",
                "{$ref: '#/$defs/twice'} | {a: 1} | {a: 1, b: 2}",
                "{$ref: '#/$defs/any/allOf/0'} | {q: 1} | {q: 1, r: 2}",
                "{type: object, properties: {k: {}}, if: {properties: {k: {const: 1}}}, then: {properties: {a: {}}},"
                        + " else: {properties: {b: {}}}} | {k: 1, a: 2} | {k: 1, b: 2}",
                "{type: object, properties: {k: {}}, if: {properties: {k: {properties: {x: {const: 1}}}}},"
                        + " then: {required: [k]}} | {k: {x: 1, y: 2}} | {z: 1}",
                "{type: object, properties: {k: {}}, dependentSchemas: {k: {properties: {a: {}}}}} | {k: 1, a: 2} | {a: 2}",
                "{anyOf: [{properties: {o: {type: object, properties: {x: {}}}}}, {type: string}]} | {o: {x: 1}} | {o: {y: 1}}",
                "{allOf: [{properties: {o: {type: object, properties: {x: {}}}}}]} | {o: {x: 1}} | {o: {y: 1}}",
                "{type: object, properties: {o: {type: object, properties: {x: {}, y: {}}}}, anyOf: [{properties: {o:"
                        + " {properties: {x: {const: 1}}}}}, {properties: {o: {required: [y]}}}]} | {o: {x: 1, y: 2}} | {o: {y: 1, z: 1}}",
                "{type: array, prefixItems: [{anyOf: [{type: object, properties: {a: {}}}]}]} | [{a: 1}] | [{b: 1}]",
                "{type: object, anyOf: [{required: [a]}], properties: {a: {}}} | {a: 1} | {a: 1, b: 1}",
                "{patternProperties: {'^a': {}}, anyOf: [{properties: {b: {}}}]} | {ab: 1, b: 2} | {c: 1}",
                "{type: object, properties: {k: {}, o: {}}, if: {properties: {k: {const: 1}}},"
                        + " then: {properties: {o: {type: object, properties: {x: {}}}}}} | {k: 1, o: {x: 1}} | {k: 1, o: {x: 1, y: 1}}",
                "{type: object, properties: {k: {}, o: true}, if: {properties: {k: {const: 1}}},"
                        + " then: {properties: {o: {type: object, properties: {x: {}}}}},"
                        + " else: {properties: {o: {type: object, properties: {y: {}}}}}} | {k: 2, o: {y: 1}} | {k: 2, o: {x: 1}}",
                "{type: object, properties: {k: {}, o: {type: object}}, if: {properties: {k: {const: 1}}},"
                        + " then: {properties: {o: {type: object, properties: {x: {}}}}},"
                        + " else: {properties: {o: {type: object, properties: {y: {}}}}}} | {k: 1, o: {x: 1}} | {k: 1, o: {y: 1}}",
                "{type: object, properties: {k: {}, o: {description: 'd'}}, oneOf: ["
                        + "{properties: {k: {const: 1}, o: {properties: {x: {}}, required: [x]}}},"
                        + " {properties: {k: {const: 2}, o: {properties: {y: {}}, required: [y]}}}]}"
                        + " | {k: 1, o: {x: 1}} | {k: 1, o: {x: 1, y: 1}}",
                "{patternProperties: {'^x': {type: string}}} | {x1: 'a'} | {y: 1}",
                "{anyOf: [{patternProperties: {'^x': {}}}, {type: string}]} | {x1: 1} | {y: 1}",
                "{allOf: [{patternProperties: {'^x': {}}}]} | {x1: 1} | {y: 1}",
                "{type: object, $defs: {base: {type: object, properties: {n: {}}}}, properties: {p: {$ref:"
                        + " '#/properties/v/$defs/base', properties: {y: {}}}, q: {$ref: '#/$defs/base'}}}"
                        + " | {q: {a: 1}, p: {n: 1, y: 1}} | {q: {a: 1, b: 2}}",
                "{type: object, $defs: {base: {type: object, properties: {n: {}}}}, properties: {p: {$ref:"
                        + " '#/properties/v/$defs/base', properties: {y: {}}}, q: {$ref: '#/properties/v/$defs/base'}}}"
                        + " | {q: {n: 1}, p: {n: 1, y: 1}} | {q: {n: 1, y: 2}}",
                "{allOf: [{$ref: '#/$defs/twice'}, {properties: {y: {}}}]} | {a: 1, y: 2} | {a: 1, z: 2}",
                "{type: object, properties: {base: {type: object, properties: {x: {}}}, more: {allOf:"
                        + " [{$ref: '#/properties/v/properties/base'}, {properties: {y: {}}}]}}}"
                        + " | {base: {x: 1}, more: {x: 1, y: 2}} | {base: {x: 1, y: 2}}",
                "{type: object, properties: {base: {type: object, properties: {x: {}}}, more: {allOf:"
                        + " [{$ref: '#/properties/v/properties/base'}, {properties: {y: {}}}]}}}"
                        + " | {base: {x: 1}, more: {y: 2}} | {more: {x: 1, z: 2}}",
                "{allOf: [{properties: {o: {type: object, properties: {a: {}}}}}, {properties: {o: {type: object, properties:"
                        + " {b: {}}}}}]} | {o: {a: 1, b: 2}} | {o: {a: 1, c: 2}}",
                "{allOf: [{properties: {o: {type: object, properties: {i: {properties: {a: {}}}}}}}, {properties: {o: {properties:"
                        + " {i: {properties: {b: {}}}}}}}]} | {o: {i: {a: 1, b: 2}}} | {o: {i: {a: 1, c: 2}}}",
                "{allOf: [{properties: {o: {$ref: '#/$defs/base'}}}, {properties: {o: {properties: {b: {}}}}}]}"
                        + " | {o: {a: 1, b: 2}} | {o: {a: 1, c: 2}}",
                "{type: array, allOf: [{items: {type: object, properties: {a: {}}}}, {items: {type: object, properties: {b: {}}}}]}"
                        + " | [{a: 1, b: 2}] | [{a: 1, c: 2}]",
                "{type: array, allOf: [{prefixItems: [{type: object, properties: {a: {}}}]}, {items: {properties: {b: {}}}}]}"
                        + " | [{a: 1, b: 2}] | [{a: 1, c: 2}]",
                "{type: array, allOf: [{prefixItems: [{type: object, properties: {a: {}}}]},"
                        + " {prefixItems: [{properties: {b: {}}}]}]} | [{a: 1, b: 2}] | [{a: 1, c: 2}]",
                "{type: object, properties: {o: {type: object}}, allOf: [{properties: {o: {properties: {a: {}}}}}]}"
                        + " | {o: {a: 1}} | {o: {b: 1}}",
                "{type: object, properties: {a: {type: object}, b: {$ref: '#/properties/v/properties/a'}}, allOf:"
                        + " [{properties: {a: {properties: {x: {}}}}}]} | {a: {x: 1}} | {b: {x: 1}}",
                "{allOf: [{$ref: '#/$defs/more'}, {properties: {m: {properties: {y: {}}}}}]} | {m: {x: 1, y: 2}} | {m: {z: 1}}",
                "{$ref: '#/$defs/more', properties: {m: {properties: {y: {}}}}} | {m: {x: 1, y: 2}} | {m: {z: 1}}",
                "{type: object, properties: {p: {$ref: '#/$defs/more', properties: {m: {properties: {y: {}}}}}, q: {$ref:"
                        + " '#/$defs/more'}}} | {p: {m: {x: 1, y: 2}}, q: {m: {x: 1}}} | {q: {m: {y: 1}}}",
                "{type: object, properties: {a: {}}, dependentSchemas: {a: {properties: {b: {type: object, properties: {c: {}}}}}}}"
                        + " | {a: 1, b: {c: 1}} | {a: 1, b: {d: 1}}",
                // one name, described in several ways
                "{properties: {x1: {type: object, properties: {a: {}}}}, patternProperties: {'^x': {type: object, properties:"
                        + " {b: {}}}}} | {x1: {a: 1, b: 1}, x2: {b: 1}} | {x1: {c: 1}}",
                "{properties: {x1: {type: object, properties: {a: {}}}}, patternProperties: {'^x': {type: object, properties:"
                        + " {b: {}}}}} | {x1: {a: 1}} | {x2: {c: 1}}",
                "{patternProperties: {'^x': {type: object, properties: {a: {}}}}, allOf: [{patternProperties: {'^x': {properties:"
                        + " {b: {}}}}}]} | {x1: {a: 1, b: 1}} | {x1: {a: 1, c: 1}}",
                "{patternProperties: {'^x': {type: object, properties: {a: {}}}}, allOf: [{$ref: '#/$defs/pattern'}]}"
                        + " | {x1: {a: 1, b: 1}} | {x1: {a: 1, c: 1}}",
                "{type: object, additionalProperties: {type: object, properties: {a: {}}}, allOf: [{properties: {k: {properties:"
                        + " {b: {}}}}}]} | {k: {a: 1, b: 1}, z: {a: 1}} | {k: {c: 1}}",
                "{type: object, additionalProperties: {type: object, properties: {a: {}}}, allOf: [{properties: {k: {properties:"
                        + " {b: {}}}}}]} | {k: {b: 1}} | {z: {c: 1}}",
                "{type: object, properties: {k: {properties: {a: {}}}}, allOf: [{additionalProperties: {properties: {b: {}}}}]}"
                        + " | {k: {a: 1, b: 1}, z: {b: 1}} | {z: {c: 1}}",
                "{type: object, additionalProperties: {type: object, properties: {a: {}}}, allOf: [{properties: {k: {required:"
                        + " [a]}}}]} | {k: {a: 1}} | {k: {a: 1, c: 1}}",
                // objects that are listed
                "{type: object, enum: [{k: 1}, {k: 2, l: {m: 1}}]} | {k: 2, l: {m: 1}} | {k: 1, l: {m: 1}}",
                "{type: object, const: {q: 1}} | {q: 1} | {q: 1, r: 2}",
                "{anyOf: [{const: {k: 1}}, {type: object, properties: {a: {}}}]} | {k: 1} | {k: 2}",
                "{anyOf: [{const: {k: 1}}, {type: object, properties: {a: {}}}]} | {a: 1} | {a: 1, k: 1}",
                "{type: object, properties: {k: {}}, anyOf: [{const: {q: 1}}, {required: [k]}]} | {q: 1} | {k: 1, z: 1}",
                "{type: object, properties: {a: {type: object}}, enum: [{a: {b: 1}}]} | {a: {b: 1}} | {a: {}}",
                // objects of which nothing is described
                "{required: [a], minProperties: 1} | {a: 1} | {a: 1, nobody: 2}",
                "{type: object, required: [m]} | {m: 1} | {m: 1, n: 1}",
                "{allOf: [{required: [a]}]} | {a: 1} | {a: 1, b: 1}",
                "{anyOf: [{required: [a]}, {required: [b]}]} | {a: 1, b: 1} | {a: 1, c: 1}",
                "{anyOf: [{type: string}, {required: [a]}]} | 'x' | {a: 1, b: 1}",
                "{anyOf: [{type: string}, {required: [a]}]} | {a: 1} | {b: 1}",
                "{propertyNames: {pattern: '^x'}} | {} | {x: 1}",
                "{maxProperties: 3} | 5 | {x: 1}",
                "{dependentRequired: {a: [b]}} | {a: 1, b: 1} | {c: 1}",
                "{dependentSchemas: {a: {required: [b]}}} | {a: 1, b: 1} | {c: 1}",
            })
    void whatNobodyNamesIsRefused(String schema, String taken, String refused) {
        assertThat(takes(schema, taken)).as(taken).isTrue();
        assertThat(takes(schema, refused)).as(refused).isFalse();
    }

    /** Where a part says so, the whole is open. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{anyOf: [{type: object, properties: {a: {}}, additionalProperties: true}, {type: string}]} | {z: 1}",
                "{allOf: [{type: object, properties: {a: {}}}], unevaluatedProperties: true} | {z: 1}",
                "{allOf: [{properties: {a: {}}}, {additionalProperties: {type: integer}}]} | {z: 1}",
                "{$ref: '#/$defs/base', additionalProperties: true} | {z: 1}",
                "{$ref: '#/$defs/open'} | {z: 1}",
                "{not: {properties: {a: {type: string}}, required: [a]}} | {z: 1}",
                "{type: array, contains: {properties: {a: {}}, required: [a]}} | [{a: 1, z: 1}]",
                "{} | {z: 1}",
                "{type: object, properties: {k: {}}, allOf: [{additionalProperties: true}]} | {z: 1}",
                "{type: object, properties: {k: {}}, allOf: [{additionalProperties: {type: integer}}]} | {k: 1, z: 1}",
                "{type: object, properties: {k: {}}, anyOf: [{additionalProperties: true, required: [z]}, {required: [k]}]} | {z: 1}",
                "{type: object, properties: {x1: {type: object, properties: {a: {}}}}, patternProperties: {'^x': {type: object,"
                        + " additionalProperties: true}}} | {x1: {z: 1}}",
                "{additionalProperties: true, required: [a]} | {a: 1, z: 1}",
            })
    void unlessSomebodySaysOtherwise(String schema, String taken) {
        assertThat(takes(schema, taken)).isTrue();
    }

    /** Of two objects in properties {@code o} and {@code l}: a part that may not apply opens neither. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "if: {properties: {m: {const: raw}}, required: [m]}, then: {properties: {o: {additionalProperties: true}}}"
                        + " | {m: x, o: {evil: 1}}",
                "if: {properties: {m: {const: raw}}, required: [m]}, then: {properties: {o: {additionalProperties: true}}}"
                        + " | {o: {evil: 1}}",
                "if: {required: [m]}, then: true, else: {properties: {o: {additionalProperties: true}}} | {m: x, o: {evil: 1}}",
                "if: {required: [m]}, then: {properties: {o: {additionalProperties: {type: integer}}}} | {o: {evil: x}}",
                "if: {required: [m]}, then: {properties: {o: {unevaluatedProperties: true}}} | {o: {evil: 1}}",
                "if: {required: [m]}, then: {properties: {o: {$ref: '#/$defs/open'}}} | {o: {evil: 1}}",
                "if: {required: [m]}, then: {$ref: '#/$defs/opens'} | {o: {evil: 1}}",
                "if: {required: [m]}, then: {patternProperties: {'^o': {additionalProperties: true}}} | {o: {evil: 1}}",
                "if: {required: [m]}, then: {allOf: [{properties: {o: {additionalProperties: true}}}]} | {o: {evil: 1}}",
                "dependentSchemas: {m: {properties: {o: {additionalProperties: true}}}} | {o: {evil: 1}}",
                "dependentSchemas: {m: {properties: {l: {items: {additionalProperties: true}}}}} | {l: [{evil: 1}]}",
                "dependentSchemas: {m: {properties: {l: {prefixItems: [{additionalProperties: true}]}}}} | {l: [{evil: 1}]}",
                "oneOf: [{properties: {m: {const: a}, o: {additionalProperties: true}}}, {properties: {m: {const: b}}}]"
                        + " | {m: b, o: {evil: 1}}",
                "anyOf: [{properties: {m: {const: a}, o: {additionalProperties: true}}}, {properties: {m: {const: b}}}]"
                        + " | {m: b, o: {evil: 1}}",
                "allOf: [{properties: {o: {anyOf: [{additionalProperties: true, required: [z]}, {}]}}}] | {o: {evil: 1}}",
                "allOf: [{properties: {l: {prefixItems: [{additionalProperties: true}]}}}] | {l: [{a: 1}, {evil: 1}]}",
            })
    void aPartThatMayNotApplyOpensNothing(String parts, String refused) {
        String schema =
                "{type: object, properties: {m: {type: string}, o: {type: object, properties: {a: {}}}, l: {type: array,"
                        + " items: {type: object, properties: {a: {}}}}}, " + parts + "}";

        assertThat(takes(schema, "{m: a, o: {a: 1}, l: [{a: 1}]}")).isTrue();
        assertThat(takes(schema, refused)).isFalse();
        assertThat(SchemaCheck.inputProblems(schema(schema)))
                .singleElement()
                .extracting(SchemaProblem::message)
                .asString()
                .startsWith("this opens an object that another part describes");
    }

    /** What opens one name opens no other that the same pattern, or none, describes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{properties: {x1: {additionalProperties: true}}, patternProperties: {'^x': {properties: {a: {}}}}} | {x2: {evil: 1}}",
                "{patternProperties: {'^x': {properties: {a: {}}}}, allOf: [{properties: {x1: true}, additionalProperties:"
                        + " {additionalProperties: true}}]} | {x1: {evil: 1}}",
                "{additionalProperties: {properties: {a: {}}}, allOf: [{properties: {k: {additionalProperties: true}}}]}"
                        + " | {z: {evil: 1}}",
                "{additionalProperties: {properties: {a: {}}}, allOf: [{properties: {k: true}, additionalProperties:"
                        + " {additionalProperties: true}}]} | {k: {evil: 1}}",
            })
    void norDoesOneThatAppliesToAnotherName(String schema, String refused) {
        assertThat(takes(schema, refused)).isFalse();
        assertThat(SchemaCheck.inputProblems(schema(schema))).hasSize(1);
    }

    /** Where it is sure which part applies, the one that does opens the object, and nothing is wrong with the schema. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: object, properties: {k: {}}, anyOf: [{properties: {k: {const: 1}, o: {type: object, additionalProperties:"
                        + " true}}}, {properties: {k: {const: 2}, o: {type: object, properties: {a: {}}}}}]}"
                        + " | {k: 1, o: {z: 1}} | {k: 2, o: {z: 1}}",
                "{type: object, properties: {k: {}}, if: {required: [k]}, then: {properties: {o: {type: object,"
                        + " additionalProperties: true}}}, else: {properties: {o: {type: object, properties: {a: {}}}}}}"
                        + " | {k: 1, o: {z: 1}} | {o: {z: 1}}",
                "{type: object, properties: {k: {}}, if: {required: [k]}, then: {properties: {o: {type: object, properties: {a:"
                        + " {}}}}, allOf: [{properties: {o: {additionalProperties: true}}}]}} | {k: 1, o: {z: 1}} | {o: {z: 1}}",
                "{type: object, properties: {k: {}, o: {type: object, additionalProperties: true}}, if: {required: [k]}, else:"
                        + " {properties: {o: {properties: {a: {}}, additionalProperties: false}}}}"
                        + " | {k: 1, o: {z: 1}} | {o: {z: 1}}",
                "{anyOf: [{type: object, properties: {k: {}, o: {type: object, additionalProperties: true}}, required: [k]}, {type:"
                        + " object, properties: {k: {}, o: {type: object, properties: {a: {}}}}}]} | {k: 1, o: {z: 1}} | {o: {z: 1}}",
            })
    void aPartThatAppliesOpens(String schema, String taken, String refused) {
        assertThat(takes(schema, taken)).as(taken).isTrue();
        assertThat(takes(schema, refused)).as(refused).isFalse();
        assertThat(SchemaCheck.inputProblems(schema(schema))).isEmpty();
    }

    private static boolean takes(String property, String value) {
        Map<String, Object> closed = SchemaCheck.closed(schema(property));
        assertThat(SchemaCheck.closed(closed)).as("closed twice").isEqualTo(closed);
        return CompiledSchema.of(closed)
                .violations(
                        Map.of("v", Json.parseObject(json("{v: " + value + "}")).get("v")))
                .isEmpty();
    }

    private static Map<String, Object> schema(String property) {
        return Json.parseObject(
                json(
                        "{type: object, properties: {v: " + property + "},"
                                + " $defs: {base: {type: object, properties: {a: {}}},"
                                + " more: {properties: {m: {type: object, properties: {x: {}}}}},"
                                + " twice: {$ref: '#/$defs/base'}, any: {allOf: [{type: object, properties: {q: {}}}]},"
                                + " pattern: {patternProperties: {'^x': {type: object, properties: {b: {}}}}},"
                                + " open: {type: object, additionalProperties: true}, opens: {properties: {o: {additionalProperties: true}}}}}"));
    }

    /** Names without quotes, strings in single ones. */
    private static String json(String text) {
        return text.replaceAll("([{,]\\s*)([\\w$]+):", "$1\"$2\":")
                .replaceAll("'([^']*)'(\\s*):", "\"$1\":")
                .replaceAll("'([^']*)'", "\"$1\"")
                .replaceAll("([\\[,:]\\s*)([a-z]\\w*)(?=\\s*[\\],}])", "$1\"$2\"")
                .replaceAll("\"(true|false)\"", "$1");
    }
}
