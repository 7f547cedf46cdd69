package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.TestCalls;
import dev.toolrun.call.Sha256;
import dev.toolrun.detect.Detector;
import dev.toolrun.json.Json;
import dev.toolrun.tool.ToolCatalog;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ParameterRedactionTest {
    private final ParameterRedaction redaction = new ParameterRedaction(
            Map.of("*", Set.of("password"), "mail", Set.of("body")),
            new ToolCatalog(List.of(TestCalls.tool("mail", "apiKey"))));

    @Test
    void namesAreRedactedAtAnyDepthAndInAnyCase() {
        Map<String, Object> parameters = Json.parseObject("""
                {"PassWord": {"a": 1}, "list": [[{"password": null, "keep": 1}]], "APIKEY": 1, "Body": [1], "x": "y"}""");
        assertThat(redaction.redact("mail", parameters)).isEqualTo(Json.parseObject("""
                        {"PassWord": "[redacted]", "list": [[{"password": "[redacted]", "keep": 1}]],
                         "APIKEY": "[redacted]", "Body": "[redacted]", "x": "y"}"""));
    }

    @Test
    void ofAnUnknownToolOnlyTheNamesForAllToolsAreKnown() {
        Map<String, Object> parameters = Map.of("password", 1, "body", 1, "apiKey", 1);
        assertThat(redaction.redact("unknown", parameters))
                .isEqualTo(Map.of("password", "[redacted]", "body", 1, "apiKey", 1));
    }

    @Test
    void namesThatBecomeTheSameAreAllThere() {
        String token = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put(token, 1);
        parameters.put(token.replace("_", "_\u200b"), 2);
        assertThat(Json.write(redaction.redact("mail", parameters))).isEqualTo("{\"[secret-1]\":1,\"[secret-1]~2\":2}");
    }

    @Test
    void longStringsAreSummarised() {
        String kept = "x".repeat(ParameterRedaction.MAX_STRING_CHARS);
        String tooLong = "x".repeat(255) + "\ud83d\ude00".repeat(ParameterRedaction.MAX_STRING_CHARS);
        assertThat(redaction.redact("mail", Map.of("a", kept, "b", List.of(tooLong))))
                .isEqualTo(Map.of(
                        "a",
                        kept,
                        "b",
                        List.of(Map.of(
                                "sha256",
                                Sha256.ofUtf8(tooLong),
                                "chars",
                                tooLong.length(),
                                "head",
                                "x".repeat(255)))));
    }

    @Test
    void whateverIsSentFitsIntoARecord() {
        Object deep = "bottom";
        for (int i = 0; i < 60; i++) {
            deep = i % 2 == 0 ? List.of(deep) : Map.of("k", deep);
        }
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            many.put("name" + i, "v");
        }
        for (Map<String, Object> parameters : List.<Map<String, Object>>of(
                Map.of("deep", deep), many, Map.of("n".repeat(5000), 1), Map.of("x", List.of("\u0000".repeat(4096))))) {
            var log = new FakeAuditLog();
            log.append(Map.of("parameters", redaction.redact("mail", parameters)));
            assertThat(Json.write(log.records().get(0)).length()).isLessThan(70_000);
        }
    }

    @Test
    void digestOfTheWholeIsThatOfTheRedactedValues() {
        Map<String, Object> large = new HashMap<>(Map.of("password", "one"));
        for (int i = 0; i < 100; i++) {
            large.put("n" + i, "x".repeat(1000));
        }
        var first = redaction.redact("mail", large);
        large.put("password", "two");
        assertThat(first).containsOnlyKeys("sha256", "chars").isEqualTo(redaction.redact("mail", large));
    }

    @Test
    void secretsAreFoundInValuesNamesAndNumbersAndGoBeforeAnythingIsHashed() {
        String secret = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("in", List.of(Map.of(secret, "x " + secret)));
        parameters.put("api_token", secret + "Z");
        assertThat(redaction.redact("mail", parameters).get("in"))
                .isEqualTo(List.of(Map.of("[secret-1]", "x [secret-1]")))
                .isEqualTo(redaction
                        .redact("mail", Map.of("in", parameters.get("in")))
                        .get("in"));
        assertThat(Json.write(redaction.redact("mail", parameters))).doesNotContain("dE6g");
        String text = "long ".repeat(1000);
        assertThat(redaction.redact("mail", Map.of("a", text + secret)))
                .isEqualTo(redaction.redact("mail", Map.of("a", text + secret.replace('a', 'b'))));
    }

    @Test
    void aSecretThatItsNameTellsGoesAsAWholeHoweverLongAndWhateverIsInIt() {
        String key = "aB3dE6gH9jK2mN5p".repeat(300);
        Map<String, Object> parameters = Map.of("api_key", key, "db_passwd", "Ab1\"c\\d,e&fgh2");
        assertThat(redaction.redact("mail", Map.of("in", parameters)).get("in"))
                .asString()
                .contains("[secret-1]", "[secret-2]")
                .doesNotContain("aB3d", "dE6g", "Ab1", "fgh2");
    }

    @Test
    void whatIsLookedForInTheOutputOfAToolIsLookedForInItsParameters() {
        var more = new ParameterRedaction(
                Map.of(),
                new ToolCatalog(List.of()),
                Map.of("*", Set.of(Detector.EMAIL), "pay", Set.of(Detector.CREDIT_CARD)));
        Map<String, Object> parameters = Map.of("to", "a@b.example", "card", 4111111111111111L, "n", 5);
        assertThat(more.redact("pay", parameters))
                .isEqualTo(Map.of("to", "[email-1]", "card", "[credit_card-1]", "n", 5));
        assertThat(more.redact("mail", parameters))
                .isEqualTo(Map.of("to", "[email-1]", "card", 4111111111111111L, "n", 5));
    }
}
