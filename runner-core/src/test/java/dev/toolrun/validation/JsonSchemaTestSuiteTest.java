package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the required tests of draft 2020-12 of the <a href="https://github.com/json-schema-org/JSON-Schema-Test-Suite">JSON Schema
 * Test Suite</a> (MIT, its licence is beside the files) against {@link CompiledSchema}. What is different is meant to be so, and
 * listed with its reason.
 */
class JsonSchemaTestSuiteTest {

    /** Files, or groups of tests in them, that may have another outcome here, and why. */
    private static final Map<String, String> DIFFERENCES = Map.of(
            "format.json", "formats are asserted here, for the suite they are annotations",
            "refRemote.json", "nothing is fetched",
            "dynamicRef.json: $ref and $dynamicAnchor are independent of order - $defs first", "nothing is fetched",
            "dynamicRef.json: $ref and $dynamicAnchor are independent of order - $ref first", "nothing is fetched",
            "dynamicRef.json: $ref to $dynamicRef finds detached $dynamicAnchor", "nothing is fetched",
            "dynamicRef.json: strict-tree schema, guards against misspelled properties", "nothing is fetched",
            "dynamicRef.json: tests for implementation dynamic anchor and reference link", "nothing is fetched",
            "vocabulary.json", "nothing is fetched, and there are no meta-schemas but the standard's own",
            "pattern.json: pattern with Unicode property escape requires unicode mode", "RE2 knows \\p{L} only",
            "patternProperties.json: patternProperties with Unicode property escape", "RE2 knows \\p{L} only");

    private final Set<String> different = new TreeSet<>();
    private final Set<String> wronglyAccepted = new TreeSet<>();
    private int run;

    @Test
    void theVerdictsAreThoseOfTheSuite() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(getClass().getResource("/json-schema-test-suite/draft2020-12"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                runFile(file);
            }
        }

        assertThat(different).isEqualTo(new TreeSet<>(DIFFERENCES.keySet()));
        assertThat(wronglyAccepted)
                .as("let through by a schema that no tool file may have")
                .isEmpty();
        assertThat(run).isGreaterThan(1_200);
    }

    private void runFile(Path file) throws IOException {
        for (Object group : (List<?>) Objects.requireNonNull(Json.parse(Files.readString(file)))) {
            Map<?, ?> cases = (Map<?, ?>) group;
            String name = file.getFileName() + ": " + cases.get("description");
            for (Object test : (List<?>) cases.get("tests")) {
                Map<?, ?> one = (Map<?, ?>) test;
                run++;
                boolean valid = isValid(cases.get("schema"), one.get("data"));
                if (!one.get("valid").equals(valid)) {
                    String known = DIFFERENCES.containsKey(name)
                            ? name
                            : file.getFileName().toString();
                    different.add(DIFFERENCES.containsKey(known) ? known : name);
                    if (valid
                            && SchemaCheck.problems(asObject(cases.get("schema")))
                                    .isEmpty()) {
                        wronglyAccepted.add(name);
                    }
                }
            }
        }
    }

    /** A schema that can't be compiled refuses everything. */
    private static boolean isValid(Object schema, Object data) {
        try {
            return CompiledSchema.of(asObject(schema)).violations(data).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, Object> asObject(Object schema) {
        return schema instanceof Map<?, ?> map ? copy(map) : Map.of("allOf", List.of(schema));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> copy(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
