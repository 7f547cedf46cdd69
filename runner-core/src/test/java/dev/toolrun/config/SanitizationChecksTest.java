package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.detect.Detector;
import dev.toolrun.sanitize.SanitizingRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of {@code sanitization} that could not be done as they are written. */
class SanitizationChecksTest {
    private static final String PREFIX = """
            builtinTools: false
            tools: [text.yaml, json.yaml]
            sanitization:
              - tool: %s
                %s
            """;

    private ConfigFolder folder;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        folder = ConfigFolder.in(path);
        folder.writeTool("text.yaml", "text");
        folder.write("json.yaml", ConfigFolder.TOOL.formatted("json") + "outputs: json\n");
    }

    @Test
    void whatCanBeDoneBecomesARule() {
        List<SanitizingRule> rules = load(
                        "json",
                        "{exceptRoles: [admin], redactFields: [ssn, a.b], onlyFields: [id, a],"
                                + " detectors: [email, phone], withoutDetectors: [secrets], maxOutputLength: 5,"
                                + " maskPatterns: [{name: ssn, pattern: '(?P<a>\\d{3})-(\\d)', replacement: '${a}-$2\\$'}]}")
                .sanitizingRules();
        assertThat(rules).singleElement().satisfies(rule -> {
            assertThat(rule.exceptRoles()).containsExactly("admin");
            assertThat(rule.redactFields()).extracting(Object::toString).containsExactly("ssn", "a.b");
            assertThat(rule.onlyFields()).extracting(Object::toString).containsExactly("id", "a");
            assertThat(rule.maskPatterns()).extracting(mask -> mask.name()).containsExactly("ssn");
            assertThat(rule.detectors()).containsExactlyInAnyOrder(Detector.EMAIL, Detector.PHONE);
            assertThat(rule.withoutDetectors()).containsExactly(Detector.SECRETS);
            assertThat(rule.maxOutputLength()).isEqualTo(5);
        });
        assertThat(load("'*'", "detectors: [phone]").detectors()).isEqualTo(Map.of("*", Set.of(Detector.PHONE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "text | redactFields: [ssn] | redactFields | is for JSON output, and tool 'text' has text",
                "'*' | onlyFields: [id] | onlyFields | is for JSON output, and tool 'text' has text",
                "json | exceptRoles: [a] | ^^ | says nothing to do",
                "json | redactFields: [] | redactFields | must not be empty",
                "json | redactFields: [a..b] | redactFields[0] | must be a name, or names with dots between them",
                "json | onlyFields: [a, ''] | onlyFields[1] | must be a name, or names with dots between them",
                "json | detectors: [secret] | detectors[0] | must be one of secrets, email",
                "json | withoutDetectors: [all] | withoutDetectors[0] | must be one of secrets, email",
                "json | {detectors: [email], withoutDetectors: [phone, email]} | withoutDetectors[1] | is also in detectors",
                "json | maskPatterns: [{name: a, pattern: '(', replacement: x}] | maskPatterns[0].pattern | is no pattern in RE2 syntax",
                "json | maskPatterns: [{name: a, pattern: '(?=a)', replacement: x}] | maskPatterns[0].pattern | is no pattern in RE2 syntax",
                "json | maskPatterns: [{name: a, pattern: 'a*', replacement: x}] | maskPatterns[0].pattern | must not match the empty text",
                "json | maskPatterns: [{name: a, pattern: '((a{30}){30}){30}', replacement: x}] | maskPatterns[0].pattern | repeats too much",
                "json | maskPatterns: [{name: a, pattern: 'a', replacement: '$1'}] | maskPatterns[0].replacement | names group '1'",
                "json | maskPatterns: [{name: a, pattern: '(a)', replacement: '${b}'}] | maskPatterns[0].replacement | names group 'b'",
                "json | maskPatterns: [{name: a, pattern: 'a', replacement: 'US$'}] | maskPatterns[0].replacement | must have a group after '$'",
                "json | maskPatterns: [{name: email, pattern: 'a', replacement: ''}] | maskPatterns[0].name | is the name of a detector",
                "json | maskPatterns: [{name: a, pattern: 'a'}] | maskPatterns[0].replacement | is missing",
                "json | maskPatterns: [{name: a, pattern: a, replacement: ''}, {name: a, pattern: b, replacement: ''}] | maskPatterns[1].name | stands twice",
                "json | maxOutputLength: 0 | maxOutputLength | must be at least 1",
            })
    void whatCannotIsAnErrorWithItsLine(String tool, String entry, String path, String message) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(tool, entry));
        assertThat(e).isNotNull();
        assertThat(e.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("sanitization[0]" + (path.isEmpty() ? "" : "." + path));
            assertThat(problem.message()).startsWith(message);
            assertThat(problem.line()).isBetween(4, 5);
        });
    }

    private RunnerConfig load(String tool, String entry) {
        String keys = entry.startsWith("{") ? entry.substring(1, entry.length() - 1) : entry;
        String text = entry.startsWith("{")
                ? PREFIX.formatted("x", "").replace("- tool: x", "- {tool: " + tool + ", " + keys + "}")
                : PREFIX.formatted(tool, keys);
        return RunnerConfig.load(folder.write("toolrun.yaml", text), Map.of());
    }
}
