package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineAddressTest {
    @TempDir
    private Path home;

    @Test
    void theConfigurationWinsOverTheEnvironment() {
        var address = EngineAddress.find("unix:///a.sock", Map.of("DOCKER_HOST", "unix:///b.sock"));
        assertThat(address.socket()).isEqualTo(Path.of("/a.sock"));
        assertThat(address.source()).isEqualTo("sandbox.engine");
    }

    @Test
    void dockerHostWinsOverAContext() throws IOException {
        context("remote", "unix:///c.sock");
        var address = EngineAddress.find(
                null, Map.of("HOME", home.toString(), "DOCKER_HOST", "unix:///b.sock", "DOCKER_CONTEXT", "remote"));
        assertThat(address.socket()).isEqualTo(Path.of("/b.sock"));
    }

    @Test
    void theCurrentContextIsFollowed() throws IOException {
        context("remote", "unix:///c.sock");
        Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"remote\"}");
        var address = EngineAddress.find(null, Map.of("HOME", home.toString()));
        assertThat(address.socket()).isEqualTo(Path.of("/c.sock"));
        assertThat(address.source()).isEqualTo("docker context");
    }

    @Test
    void withoutAnythingItIsTheDefaultSocket() {
        var address = EngineAddress.find(null, Map.of("HOME", home.toString()));
        assertThat(address.socket()).isEqualTo(Path.of("/var/run/docker.sock"));
    }

    @Test
    void aContextThatDoesNotExistIsAnErrorAndNotTheDefault() {
        assertThatThrownBy(() -> EngineAddress.find(null, Map.of("HOME", home.toString(), "DOCKER_CONTEXT", "gone")))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh://host", "tcp://host", "http://host:2375", "/var/run/docker.sock", "unix://", "x y"})
    void otherAddressesAreRefused(String address) {
        assertThatThrownBy(() -> EngineAddress.find(address, Map.of())).isInstanceOf(RunnerException.class);
    }

    private void context(String name, String host) throws IOException {
        String digest = sha256(name);
        Path folder =
                Files.createDirectories(home.resolve(".docker/contexts/meta").resolve(digest));
        Files.writeString(
                folder.resolve("meta.json"), "{\"Name\":\"x\",\"Endpoints\":{\"docker\":{\"Host\":\"" + host + "\"}}}");
    }

    private static String sha256(String text) {
        return com.google.common.hash.Hashing.sha256()
                .hashString(text, java.nio.charset.StandardCharsets.UTF_8)
                .toString();
    }
}
