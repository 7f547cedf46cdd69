package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a schema or a value must not cost, and where a schema must not reach. */
class SchemaBoundsTest {

    @ParameterizedTest
    @ValueSource(strings = {"$ref", "$dynamicRef", "$schema"})
    void noReferenceOpensAConnection(String keyword) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            String url = "http://127.0.0.1:" + server.socket().getLocalPort() + "/schema.json";

            assertUseless(Map.of(keyword, url));
            assertUseless(Map.of("$id", url, "properties", Map.of("a", Map.of("$ref", "other.json"))));

            assertThat(server.accept()).as("a connection").isNull();
        }
    }

    @Test
    void noReferenceOpensAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("schema.json"), "{\"type\": \"object\"}");

        for (String reference : List.of(
                file.toUri().toString(),
                file.toString(),
                "classpath:schema/tool.json",
                "resource:x",
                "jar:file:" + file + "!/x")) {
            assertUseless(Map.of("$ref", reference));
            assertThatThrownBy(() -> CompiledSchema.of(Map.of("$ref", reference)))
                    .as(reference)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void assertUseless(Map<String, Object> schema) {
        assertThat(SchemaCheck.problems(schema)).isNotEmpty();
        try {
            CompiledSchema.of(schema).violations(Map.of("a", 1));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("the schema can't be compiled");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+$"})
    @Timeout(20) // linear work on a busy host; backtracking would take years
    void noPatternBacktracks(String pattern) {
        CompiledSchema schema = CompiledSchema.of(Map.of("pattern", pattern));

        assertThat(schema.violations("a".repeat(20_000) + "!")).isNotNull();
    }

    @Test
    @Timeout(20)
    void deepDocumentsEnd() {
        for (String text :
                List.of("[".repeat(10_000) + "]".repeat(10_000), "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))) {
            assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
        CompiledSchema itself = CompiledSchema.of(
                Map.of("properties", Map.of("a", Map.of("$ref", "#")), "additionalProperties", false));
        Object value = 1;
        for (int i = 0; i < 10_000; i++) {
            value = Map.of("a", value);
        }
        Object deep = value;
        assertThat(itself.violations(deep))
                .as("what can't be checked is refused")
                .isNotEmpty();
    }
}
