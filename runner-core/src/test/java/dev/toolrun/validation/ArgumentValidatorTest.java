package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.TestCalls;
import dev.toolrun.authn.OsUser;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.Policy;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.Violation;
import dev.toolrun.json.Json;
import dev.toolrun.ratelimit.AdmittedCall;
import dev.toolrun.ratelimit.AdmittedCallFixture;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentValidatorTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["code"], "properties": {
              "code": {"type": "string", "minLength": 1, "maxLength": 10},
              "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
              "mode": {"enum": ["fast", "slow"]},
              "tags": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
              "opts": {"type": "object", "properties": {"deep": {"type": "boolean", "default": true}, "n": {"type": "number"}}},
              "rows": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer", "default": 7}}}},
              "when": {"type": "string", "format": "date"}}}
            """;

    private final ArgumentValidator validator = new ArgumentValidator(Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | /code | required | code is missing.",
                "{'code': 5} | /code | type | code must be a string, not an integer.",
                "{'code': null} | /code | type | code must be a string, not null.",
                "{'code': ''} | /code | minLength | code must have at least 1 characters.",
                "{'code': '12345678901'} | /code | maxLength | code must have at most 10 characters.",
                "{'code': 'x', 'cod': 1} | /cod | additionalProperties | cod is not a known name here.",
                "{'code': 'x', 'limit': 0} | /limit | minimum | limit must be at least 1.",
                "{'code': 'x', 'limit': 1.5} | /limit | type | limit must be an integer, not a number.",
                "{'code': 'x', 'limit': '5'} | /limit | type | limit must be an integer, not a string.",
                "{'code': 'x', 'mode': 'FAST'} | /mode | enum | mode must be one of \"fast\", \"slow\".",
                "{'code': 'x', 'tags': ['a', 1]} | /tags/1 | type | tags[1] must be a string, not an integer.",
                "{'code': 'x', 'tags': ['a', 'b', 'c']} | /tags | maxItems | tags must have at most 2 items.",
                "{'code': 'x', 'opts': {'deep': 1}} | /opts/deep | type | opts.deep must be a boolean, not an integer.",
                "{'code': 'x', 'opts': {'no': 1}} | /opts/no | additionalProperties | opts.no is not a known name here.",
                "{'code': 'x', 'rows': [{'no': 1}]} | /rows/0/no | additionalProperties | rows[0].no is not a known name here.",
                "{'code': 'x', 'when': '2026-02-30'} | /when | format | when must be a valid date.",
                "{'code': 'x', 'a/b~c': 1} | /a~1b~0c | additionalProperties | a/b~c is not a known name here.",
            })
    void saysWhatIsWrong(String arguments, String pointer, String keyword, String message) {
        Rejection rejection = rejection(SCHEMA, arguments);

        assertThat(rejection.violations()).containsExactly(new Violation(pointer, keyword, message));
        assertThat(rejection.message()).isEqualTo("The arguments do not match the tool's input schema: " + message);
        assertThat(rejection.rule()).isEqualTo("tools.sample.inputSchema");
        assertThat(rejection.reason()).isEqualTo(Reason.INVALID_ARGUMENTS);
        assertThat(rejection.layer()).isEqualTo(Layer.VALIDATION);
    }

    @Test
    void reportsEverythingAtOnceInAStableOrder() {
        Rejection rejection = rejection(SCHEMA, "{'zzz': 1, 'limit': 0, 'aaa': 1, 'mode': 'x'}");

        assertThat(rejection.violations())
                .extracting(Violation::pointer)
                .containsExactly("/aaa", "/code", "/limit", "/mode", "/zzz");
        assertThat(rejection.message())
                .isEqualTo("The arguments do not match the tool's input schema: aaa is not a known name here,"
                        + " and 4 more.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e19",
                "1e300",
                "9223372036854775808",
                "99999999999999999999999999999999999999",
                "1001",
                "1000.5",
                "-1e19",
                "-9223372036854775809"
            })
    void noNumberSlipsPastItsBounds(String number) {
        assertThatThrownBy(() -> {
                    var arguments = Json.parseObject("{\"code\": \"x\", \"limit\": " + number + "}");
                    validator.check(TestTools.withSchema(SCHEMA), arguments);
                })
                .isInstanceOfAny(IllegalArgumentException.class, RefusedException.class);
        for (String keyword : List.of("maximum", "exclusiveMaximum")) {
            String schema = "{'type': 'integer', '" + keyword + "': 5}";
            assertThat(violations(schema, number.equals("1e400") ? "1e308" : number.replace("-", "")))
                    .isNotEmpty();
        }
    }

    @Test
    void numbersOnWhichTheCheckFailsAreRefused() {
        assertThat(violations("{\"multipleOf\": 3}", "1e300")).isNotEmpty();
        assertThat(violations("{\"multipleOf\": 1e-300}", "1e300")).isNotNull();
    }

    @Test
    void fillsInDefaultsAtEveryDepth() {
        var checked = check(SCHEMA, "{'code': 'x', 'opts': {}, 'rows': [{}, {'id': 1}]}");

        assertThat(Json.write(checked.arguments()))
                .isEqualTo("{\"code\":\"x\",\"opts\":{\"deep\":true},\"rows\":[{\"id\":7},{\"id\":1}],\"limit\":100}");
    }

    @Test
    void fillsInDefaultsBehindReferencesAndAllOf() {
        String schema = """
                {"type": "object", "properties": {"a": {"$ref": "#/$defs/a", "default": {}}, "b": {}, "c": {}},
                 "allOf": [{"properties": {"b": {"default": [1]}}}],
                 "anyOf": [{"properties": {"c": {"default": 1}}}],
                 "$defs": {"a": {"type": "object", "properties": {"x": {"default": null}}}}}
                """;

        assertThat(Json.write(check(schema, "{}").arguments())).isEqualTo("{\"b\":[1],\"a\":{\"x\":null}}");
    }

    @Test
    void aGivenValueIsNeverReplacedByADefault() {
        String schema = "{'type': 'object', 'properties': {'a': {'type': ['integer', 'null'], 'default': 1}}}";

        assertThat(check(schema, "{'a': null}").arguments()).containsEntry("a", null);
    }

    @Test
    @Timeout(20)
    void manyErrorsCostBoundedTimeAndSpace() {
        String wrong = "[" + "1,".repeat(300_000) + "1]";

        assertThat(violations("{\"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"null\"}]}}", wrong))
                .hasSize(CompiledSchema.MAX_VIOLATIONS);
        assertThat(violations(
                        "{\"anyOf\": [{\"items\": {\"type\": \"string\"}}, {\"items\": {\"type\": \"integer\"}}]}",
                        wrong))
                .isEmpty();
    }

    @Test
    @Timeout(20)
    void stringsWithTheSameHashCostNothing() {
        List<Object> collisions = new ArrayList<>();
        for (int i = 0; i < 1 << 15; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            collisions.add(text.toString());
        }
        for (String schema : List.of(
                "{\"uniqueItems\": true}",
                "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"uniqueItems\": true}",
                "{\"enum\": [\"x\", \"y\"]}")) {
            CompiledSchema.of(Json.parseObject(schema)).violations(collisions);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 1] | false",
                "[1, 1.0] | false",
                "[1, 10, 100] | true",
                "[1, true, \"1\", \"true\", null, \"null\"] | true",
                "[[1, 2], [1, 2]] | false",
                "[[1, 2], [12]] | true",
                "[[], [[]], {}] | true",
                "[{\"a\": 1, \"b\": 2}, {\"b\": 2.0, \"a\": 1}] | false",
                "[{\"a\": \"1, b=2\"}, {\"a\": 1, \"b\": 2}] | true",
                "[\"a\", \"b\", \"a\"] | false",
            })
    void itemsAreUniqueAsJsonSchemaSays(String value, boolean valid) {
        assertThat(violations("{\"uniqueItems\": true}", value).isEmpty()).isEqualTo(valid);
        assertThat(violations("{\"uniqueItems\": false}", value)).isEmpty();
        assertThat(violations("{\"not\": {\"uniqueItems\": true}}", value).isEmpty())
                .isEqualTo(!valid);
    }

    @Test
    void messagesStayShortAndDoNotRepeatValues() {
        String value = "secret".repeat(10_000);
        Rejection rejection = rejection(SCHEMA, Map.of("code", value, "mode", value, value, 1));

        assertThat(rejection.violations())
                .hasSize(3)
                .allSatisfy(violation -> assertThat(violation.message()).hasSizeLessThan(300));
        assertThat(rejection.message()).hasSizeLessThan(400);
        assertThat(rejection.violations().get(0).message()).doesNotContain("secret");
    }

    @Test
    void namesWithControlCharactersAreMadeHarmless() {
        Rejection rejection = rejection(SCHEMA, "{'code': 'x', 'a\\u001b[31m\\u202e': 1}");

        assertThat(rejection.message()).doesNotContain("\u001b", "\u202e").contains("a\uFFFD[31m\uFFFD");
    }

    @Test
    @Timeout(10)
    void aPatternThatWouldBacktrackCostsNothing() {
        String schema = "{'type': 'object', 'properties': {'code': {'type': 'string', 'pattern': '^(a+)+$'}}}";

        assertThat(rejection(schema, "{'code': '" + "a".repeat(100_000) + "!'}").violations())
                .extracting(Violation::keyword)
                .containsExactly("pattern");
    }

    @Test
    void deepValuesAreNoTrouble() {
        String schema = "{'type': 'object', 'properties': {'a': {'$ref': '#'}}}";
        String deep = "{'a': ".repeat(60) + "{'b': 1}" + "}".repeat(60);

        Rejection rejection = rejection(schema, deep);

        assertThat(rejection.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).endsWith("/a/b");
            assertThat(violation.message()).hasSizeLessThan(200);
        });
    }

    @Test
    void halfASurrogatePairIsRefusedWhereverItIs() {
        String schema = "{'type': 'object', 'additionalProperties': true}";
        for (Object value : List.of("\ud83d", List.of(Map.of("b", "\ude00x")), Map.of("\ud83d", 1))) {
            assertThat(rejection(schema, Map.of("a", value)).violations())
                    .extracting(Violation::keyword)
                    .containsExactly("unicode");
        }
        assertThat(check(schema, "{'a': '\\ud83d\\ude00'}").arguments()).containsEntry("a", "\uD83D\uDE00");
    }

    @Test
    void anOpenSchemaStaysOpen() {
        String schema = "{'type': 'object', 'additionalProperties': true}";

        assertThat(check(schema, "{'any': 1}").arguments()).containsEntry("any", 1);
    }

    @Test
    void aSchemaThatCanNotBeUsedIsOurFailure() {
        assertThatThrownBy(() -> check("{'$ref': 'http://127.0.0.1:9/x.json'}", "{}"))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    }

    @Test
    void anotherDefinitionOfTheSameNameIsNotMixedUp() {
        check("{'type': 'object', 'properties': {'a': {}}}", "{'a': 1}");

        assertThat(rejection("{'type': 'object', 'properties': {'b': {}}}", "{'a': 1}")
                        .violations())
                .hasSize(1);
    }

    @Test
    void aValidatedCallHasEverythingTheSandboxNeeds() {
        ToolDefinition tool = TestTools.withCommand(SCHEMA.replace("'", "\""), List.of("run", "{{code}}", "{{limit}}"));
        ToolCall call = ToolCall.ofJson("sample", "{\"code\": \"x\"}").withWallTime(Duration.ofSeconds(3));

        ValidatedCall validated = validator.validate(admit(tool, call));

        assertThat(validated.arguments()).containsEntry("code", "x").containsEntry("limit", 100);
        assertThat(validated.invocation().argv()).containsExactly("run", "x", "100");
        assertThat(validated.limits()).isEqualTo(Limits.DEFAULT.withWallTimeAtMost(Duration.ofSeconds(3)));
        assertThat(validated.principal().role()).isEqualTo("local");
        assertThat(validator
                        .validate(admit(tool, call.withWallTime(Duration.ofHours(1))))
                        .limits())
                .isEqualTo(Limits.DEFAULT);
        assertThat(validator.validate(admit(tool, call.withWallTime(null))).limits())
                .isEqualTo(Limits.DEFAULT);
    }

    private static AdmittedCall admit(ToolDefinition tool, ToolCall call) {
        var decoded = new RequestDecoder().decode("id", "trace", Instant.EPOCH, call);
        var anybody = new PeerRule(Set.of(), Set.of(), true, List.of("local"));
        OsUser alice = new OsUser() {
            @Override
            public String name() {
                return "alice";
            }

            @Override
            public Set<String> groups() {
                return Set.of();
            }
        };
        var policy = new Policy(List.of(TestCalls.permission("*", Set.of("local"))), new ToolCatalog(List.of(tool)));
        return AdmittedCallFixture.admit(
                policy.authorize(TestCalls.authentication(anybody, alice).authenticate(decoded, verified -> {})));
    }

    private ArgumentValidator.Checked check(String schema, String arguments) {
        return validator.check(TestTools.withSchema(json(schema)), Json.parseObject(json(arguments)));
    }

    private Rejection rejection(String schema, String arguments) {
        return rejection(schema, Json.parseObject(json(arguments)));
    }

    private Rejection rejection(String schema, Map<String, Object> arguments) {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> validator.check(TestTools.withSchema(json(schema)), arguments));
        assertThat(refused).as("refused").isNotNull();
        return refused.rejection();
    }

    private static List<Violation> violations(String schema, String value) {
        return CompiledSchema.of(Json.parseObject(json(schema))).violations(Json.parse(value));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    @Test
    void argumentsAreUnmodifiable() {
        Map<String, Object> arguments = check(SCHEMA, "{'code': 'x'}").arguments();

        assertThatThrownBy(() -> arguments.put("a", 1)).isInstanceOf(UnsupportedOperationException.class);
    }
}
