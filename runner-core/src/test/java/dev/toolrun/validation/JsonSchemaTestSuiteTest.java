package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the required tests of draft 2020-12 of the <a href="https://github.com/json-schema-org/JSON-Schema-Test-Suite">JSON Schema
 * Test Suite</a> (MIT, its licence is beside the files) against {@link CompiledSchema}. What is different is meant to be so, and
 * listed with its reason.
 */
class JsonSchemaTestSuiteTest {

    /** Groups of tests that have another outcome here, by {@code file: description}. */
    private static final Map<String, String> DIFFERENCES = Map.of();

    private final List<String> different = new ArrayList<>();
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

        assertThat(new TreeSet<>(different)).isEqualTo(new TreeSet<>(DIFFERENCES.keySet()));
        assertThat(run).isGreaterThan(1_200);
    }

    private void runFile(Path file) throws IOException {
        for (Object group : (List<?>) Objects.requireNonNull(Json.parse(Files.readString(file)))) {
            Map<?, ?> cases = (Map<?, ?>) group;
            String name = file.getFileName() + ": " + cases.get("description");
            for (Object test : (List<?>) cases.get("tests")) {
                Map<?, ?> one = (Map<?, ?>) test;
                run++;
                if (!one.get("valid").equals(isValid(cases.get("schema"), one.get("data")))) {
                    different.add(name);
                }
            }
        }
    }

    /** A schema that can't be compiled refuses everything. */
    private static boolean isValid(Object schema, Object data) {
        Map<String, Object> object = schema instanceof Map<?, ?> map ? copy(map) : Map.of("allOf", List.of(schema));
        try {
            return CompiledSchema.of(object).violations(data).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> copy(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
