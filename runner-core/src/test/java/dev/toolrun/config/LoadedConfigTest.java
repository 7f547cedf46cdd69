package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadedConfigTest {
    private static final String TEXT = """
            resident: required
            tools: ["tools/*.yaml"]
            authentication:
              peer: {users: [alice], roles: [r]}
              apiKeys: {file: keys.yaml}
              introspection: {url: "https://idp.example/i", clientId: c, clientSecretFile: secret}
            """;
    private static final String TOOL = """
            name: %s
            description: Does nothing.
            inputSchema: {type: object}
            image: toolrun/shell
            command: ["true"]
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectory(folder.resolve("tools"));
        Files.writeString(folder.resolve("tools/a.yaml"), TOOL.formatted("a"));
        Files.writeString(folder.resolve("secret"), "s");
        file = Files.writeString(folder.resolve("toolrun.yaml"), TEXT);
    }

    @Test
    void whatTheFileSays() {
        LoadedConfig loaded = LoadedConfig.watched(file, Map.of("HOME", "/nowhere"));
        assertThat(loaded.resident()).isEqualTo(ResidentUse.REQUIRED);
        assertThat(loaded.namesStateDirectory()).isFalse();
        assertThat(loaded.digest()).isEqualTo(Sha256.ofUtf8(TEXT));
        assertThat(loaded.config().tools().find("a")).isNotNull();
        assertThat(loaded.isCurrent()).isTrue();
    }

    @Test
    void theBuiltInOne() {
        LoadedConfig loaded = LoadedConfig.watched(null, Map.of("HOME", "/nowhere"));
        assertThat(loaded.resident()).isEqualTo(ResidentUse.PREFERRED);
        assertThat(loaded.digest()).isEmpty();
        assertThat(loaded.isCurrent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolrun.yaml", "tools/a.yaml", "tools/b.yaml", "secret", "keys.yaml"})
    void itTellsWhenAFileHasChanged(String name) throws IOException {
        LoadedConfig loaded = LoadedConfig.watched(file, Map.of());
        Path changed = folder.resolve(name);
        Files.writeString(changed, Files.exists(changed) ? Files.readString(changed) + "\n" : "");
        assertThat(loaded.isCurrent()).isFalse();
    }

    @Test
    void itTellsWhenAFileHasGoneOrCanBeWrittenByOthers() throws IOException {
        LoadedConfig loaded = LoadedConfig.watched(file, Map.of());
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(loaded.isCurrent()).isFalse();
        assertThatThrownBy(() -> LoadedConfig.watched(file, Map.of())).isInstanceOf(ConfigException.class);
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        LoadedConfig again = LoadedConfig.watched(file, Map.of());
        Files.delete(folder.resolve("tools/a.yaml"));
        assertThat(again.isCurrent()).isFalse();
    }
}
