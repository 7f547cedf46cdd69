package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SampleTool;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Violation;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.Mount;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No check may pass a value for what the tool does not get. */
class LookedAtIsHandedOverTest {
    private static final String SCHEMA = """
            {"type": "object", "properties": {"f": {}, "url": {}, "to": {}, "query": {}}}
            """;
    private static final ArgumentCheck PATH = new ArgumentCheck.Path("f", "/data/pub");

    private final ArgumentChecks checks = new ArgumentChecks(Map.of());

    /** {@code /data/pub/d/../secret} is {@code /data/pub/secret} as a text, and {@code /data/secret} for the kernel. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data/pub/d/../secret",
                "/data/pub/../pub/note",
                "/data/pub/./note",
                "/data//pub/note",
                "/data/pub/note/",
                "../data/pub/note"
            })
    void aRolesPathIsRefusedUnlessTheToolGetsWhatWasLookedAt(String path, @TempDir Path folder) throws IOException {
        ToolDefinition tool = withMount(folder).definition();

        assertThat(violations(tool, PATH, "f", path)).hasSize(1);
        assertThat(violations(tool, PATH, "f", "/data/pub/note")).isEmpty();
        assertThat(violations(tool, PATH, "f", "/data/pub/d/b"))
                .as("a link leads out of the role's folder")
                .hasSize(1);
    }

    @Test
    void aToolsOwnCheckHandsOverWhatItLookedAt(@TempDir Path folder) throws IOException {
        ToolDefinition tool = withMount(folder).checks(List.of(PATH)).definition();
        String given = "/data/pub/d/../secret";

        Map<String, Object> passed =
                new ArgumentValidator(Map.of()).check(tool, Map.of("f", given)).arguments();

        assertThat(passed).containsEntry("f", "/data/pub/secret");
        assertThat(checks.violations(tool, List.of(PATH), passed, new Readings()))
                .as("the role's check sees the same value")
                .isEmpty();
    }

    /** {@code f} must begin with {@code /data/pub/}: as it was said, and as the tool gets it. */
    @Test
    void theInputSchemaLooksAtWhatTheToolGetsAsWell(@TempDir Path folder) throws IOException {
        String schema = """
                {"type": "object", "properties": {"f": {"type": "string", "pattern": "^/data/pub/"},
                  "g": {"not": {"const": "/data/secret"}}, "query": {"type": "string", "maxLength": 20}}}
                """;
        ToolDefinition tool = SampleTool.like(TestTools.withSchema(schema))
                .mounts(List.of(new Mount(folder.toRealPath(), "/data")))
                .checks(List.of(
                        new ArgumentCheck.Path("f", "/data"),
                        new ArgumentCheck.Path("g", "/data"),
                        new ArgumentCheck.Sql(
                                "query", "sqlite", Set.of("select"), Set.of(), Set.of(), Set.of(), "100")))
                .definition();
        ArgumentValidator validator = new ArgumentValidator(Map.of());

        assertThat(violations(validator, tool, Map.of("f", "/data/pub/../secret")))
                .extracting(Violation::message)
                .containsExactly("As the tool would get it, f must match the pattern \"^/data/pub/\".");
        assertThat(violations(validator, tool, Map.of("g", "/data/./secret"))).hasSize(1);
        assertThat(violations(validator, tool, Map.of("query", "select a from b")))
                .as("its row limit makes it too long")
                .extracting(Violation::keyword)
                .containsExactly("maxLength");
        assertThat(validator.check(tool, Map.of("f", "/data/pub//x")).arguments())
                .containsEntry("f", "/data/pub/x");
        assertThat(validator.check(tool, Map.of("query", "select 1")).arguments())
                .containsEntry("query", "SELECT 1 LIMIT 100");
    }

    private static List<Violation> violations(
            ArgumentValidator validator, ToolDefinition tool, Map<String, Object> arguments) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> validator.check(tool, arguments));
        return refused.rejection().violations();
    }

    @Test
    void urlsAndAddressesToo() {
        ToolDefinition tool = TestTools.withSchema(SCHEMA);
        ArgumentCheck url = new ArgumentCheck.Url("url", Set.of("https"), Set.of("xn--bcher-kva.example"), Set.of());
        ArgumentCheck to = new ArgumentCheck.Email("to", Set.of("xn--bcher-kva.example"));

        assertThat(violations(tool, url, "url", "https://xn--bcher-kva.example/x"))
                .isEmpty();
        assertThat(violations(tool, to, "to", "a@xn--bcher-kva.example")).isEmpty();
        assertThat(violations(tool, to, "to", List.of("a@xn--bcher-kva.example")))
                .isEmpty();
        for (String given : List.of(
                "https://bücher.example/x", "HTTPS://xn--bcher-kva.example/", "https://xn--bcher-kva.example./")) {
            assertThat(violations(tool, url, "url", given)).as(given).hasSize(1);
        }
        assertThat(violations(tool, to, "to", "a@bücher.example")).hasSize(1);
        assertThat(violations(tool, to, "to", List.of("a@xn--bcher-kva.example", "a@bücher.example")))
                .extracting(Violation::message)
                .containsExactly("to[1] must be in its canonical form.");
    }

    @Test
    void theHostOfAUrlThatTheToolReadsByItselfMustBeAscii() {
        ToolDefinition tool = SampleTool.like(TestTools.withSchema(SCHEMA))
                .resources(Map.of("host", new ResourceSource.UrlHost("url")))
                .definition();

        assertThat(hosts(tool, "https://Example.com/")).contains(Set.of("example.com"));
        assertThat(hosts(tool, "https://bücher.example/")).isEmpty();
    }

    @Test
    void aLaterCheckOfTheSameParameterDoesNotExchangeWhatAnEarlierOneSaw(@TempDir Path folder) throws IOException {
        Path link = folder.resolve("X.EXAMPLE");
        Files.createSymbolicLink(folder.resolve("a@x.example"), Path.of("../elsewhere"));
        ToolDefinition tool = SampleTool.like(TestTools.withSchema(SCHEMA))
                .mounts(List.of(new Mount(folder.toRealPath(), "/data")))
                .checks(List.of(
                        new ArgumentCheck.Path("f", "/data"), new ArgumentCheck.Email("f", Set.of("x.example"))))
                .definition();

        assertThat(link).doesNotExist();
        assertThat(isRefused(new ArgumentValidator(Map.of()), tool, "/data/a@X.EXAMPLE"))
                .isTrue();
        assertThat(isRefused(new ArgumentValidator(Map.of()), tool, "/data/b@X.EXAMPLE"))
                .isFalse();
    }

    @Test
    void anEmbeddersCheckSeesWhatTheToolGetsWhereverItStands(@TempDir Path folder) throws IOException {
        CustomCheck noDots =
                (arguments, options) -> String.valueOf(arguments.get("f")).equals("/data/pub/note")
                        ? List.of()
                        : List.of(new Violation("/f", "own", "f must be the note."));
        ToolDefinition tool = withMount(folder)
                .checks(List.of(new ArgumentCheck.Custom("own", Map.of()), PATH))
                .definition();
        ArgumentValidator validator = new ArgumentValidator(Map.of("own", noDots));

        assertThat(isRefused(validator, tool, "/data/pub/x/../note")).isFalse();
        assertThat(isRefused(validator, tool, "/data/pub/other")).isTrue();
    }

    private static boolean isRefused(ArgumentValidator validator, ToolDefinition tool, String f) {
        try {
            validator.check(tool, Map.of("f", f));
            return false;
        } catch (RefusedException e) {
            return true;
        }
    }

    /** {@code sub} beside {@code pub}, to which {@code pub/d} leads; the secret is beside both. */
    private static SampleTool withMount(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("pub"));
        Files.createDirectories(folder.resolve("sub"));
        Files.writeString(folder.resolve("secret"), "s");
        Files.writeString(folder.resolve("pub/note"), "n");
        Files.createSymbolicLink(folder.resolve("pub/d"), Path.of("../sub"));
        return SampleTool.like(TestTools.withSchema(SCHEMA)).mounts(List.of(new Mount(folder.toRealPath(), "/data")));
    }

    private List<Violation> violations(ToolDefinition tool, ArgumentCheck check, String parameter, Object value) {
        return checks.violations(tool, List.of(check), Map.of(parameter, value), new Readings());
    }

    private static Optional<Set<String>> hosts(ToolDefinition tool, String url) {
        return new Resources(tool, Map.of("url", url), new Readings().statements()).touched("host");
    }
}
