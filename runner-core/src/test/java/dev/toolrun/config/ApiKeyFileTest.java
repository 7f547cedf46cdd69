package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.authn.ApiKey;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFileTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HASH = "0f".repeat(32);
    private static final String ENTRY = """
            keys:
            - id: abcdefghij
              user: alice
              roles: [analyst]
              created: "2026-03-01T12:00:00Z"
              hash: sha256:%s
            """.formatted(HASH);

    @TempDir
    private Path temporary;

    private Path path;
    private ApiKeyFile file;

    @BeforeEach
    void prepare() throws IOException {
        path = temporary.toRealPath().resolve("keys.yaml");
        file = new ApiKeyFile(path);
    }

    @Test
    void withoutAFileThereAreNoKeys() {
        assertThat(file.read()).isEmpty();
        assertThat(file.revoke("abcdefghij", CREATED)).isNull();
        assertThat(path).doesNotExist();
    }

    @Test
    void whatIsWrittenIsReadAgainInItsOrderAndByPeople() throws IOException {
        StoredApiKey first = key("alice", List.of("analyst", "support"), CREATED.plusSeconds(5), true);
        StoredApiKey second = key("bob", List.of("support"), null, false);
        assertThat(file.add(first)).isTrue();
        assertThat(file.add(second)).isTrue();
        assertThat(new ApiKeyFile(path).read().values()).containsExactly(first, second);
        assertThat(Files.readString(path))
                .contains("user: \"alice\"", "hash: \"sha256:" + first.hash(), "namesSessions: true");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void anIdIsTakenOnce() {
        StoredApiKey key = key("alice", List.of("analyst"), null, false);
        assertThat(file.add(key)).isTrue();
        StoredApiKey other = new StoredApiKey(key.id(), "eve", List.of("admin"), CREATED, null, false, null, HASH);
        assertThat(file.add(other)).isFalse();
        assertThat(file.read()).containsExactly(Map.entry(key.id(), key));
    }

    @Test
    void revocationStaysAsItWas() {
        StoredApiKey key = key("alice", List.of("analyst"), null, false);
        file.add(key);
        assertThat(file.revoke(key.id(), CREATED)).isEqualTo(key.revokedAt(CREATED));
        assertThat(file.revoke(key.id(), CREATED.plusSeconds(9))).isEqualTo(key.revokedAt(CREATED));
        assertThat(file.revoke("0000000000", CREATED)).isNull();
        assertThat(new ApiKeyFile(path).read()).containsExactly(Map.entry(key.id(), key.revokedAt(CREATED)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "1e3",
                "0x10",
                "~",
                "- x",
                "a: b",
                "# c",
                "'",
                "\"",
                "\\",
                "*a",
                "&a",
                "!t",
                "{x",
                "|",
                " x ",
                "\u202E\u00E4\u20AC",
                "\uD83D\uDD11",
                "a\u2028b",
                "\uFEFF"
            })
    void everyNameSurvives(String name) {
        StoredApiKey key = key(name, List.of(name), null, false);
        file.add(key);
        assertThat(new ApiKeyFile(path).read().values()).containsExactly(key);
    }

    @Test
    void aChangeIsSeenThoughSizeAndTimeAreTheSame() throws IOException {
        Files.writeString(path, ENTRY);
        assertThat(file.read().get("abcdefghij").user()).isEqualTo("alice");
        var time = Files.getLastModifiedTime(path);
        Files.writeString(path, ENTRY.replace("alice", "carol"));
        Files.setLastModifiedTime(path, time);
        assertThat(file.read().get("abcdefghij").user()).isEqualTo("carol");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: abcdefghij | id: ABCDEFGHIJ | 2 | keys[0].id",
                "user: alice | user: '' | 3 | keys[0].user",
                "user: alice | user: no | 3 | keys[0].user",
                "roles: [analyst] | roles: [] | 4 | keys[0].roles",
                "roles: [analyst] | namesSessions: false | 2 | keys[0].roles",
                "roles: [analyst] | roles: analyst | 4 | keys[0].roles",
                "created: | expires: | 2 | keys[0].created",
                "2026-03-01T12:00:00Z | yesterday | 5 | keys[0].created",
                "sha256:0f | md5:0f | 6 | keys[0].hash",
                "sha256: | '' | 6 | keys[0].hash",
                "user: | revoke: 1, user: | 3 | keys[0]",
                "hash: | rovoked: | 6 | keys[0].rovoked",
            })
    void aDamagedFileIsRefusedWithItsLine(String from, String to, int line, String place) throws IOException {
        Files.writeString(path, ENTRY);
        file.read();
        Files.writeString(path, ENTRY.replace(from, to));
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> file.read());
        assertThat(e).as(Files.readString(path)).isNotNull();
        assertThat(e.problems())
                .allSatisfy(problem -> assertThat(problem.file()).isEqualTo(path.toString()));
        if (!to.contains("revoke: 1")) {
            assertThat(e.problems()).anySatisfy(problem -> {
                assertThat(problem.path()).isEqualTo(place);
                assertThat(problem.line()).isEqualTo(line);
            });
        }
        assertThat(e.getMessage()).doesNotContain(HASH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "keys", "keys: {}", "keys: []", "null", "a: 1", "\t", "keys: [*x]", "%YAML"})
    void garbageIsRefused(String text) throws IOException {
        Files.writeString(path, text);
        assertThatThrownBy(() -> file.read()).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> file.add(key("a", List.of("r"), null, false))).isInstanceOf(ConfigException.class);
        assertThat(path).hasContent(text);
    }

    @Test
    void aKeyTwiceIsRefused() throws IOException {
        Files.writeString(path, ENTRY + ENTRY.substring("keys:\n".length()));
        assertThatThrownBy(() -> file.read()).hasMessageContaining(":7: keys[1].id: there is already a key");
    }

    /** A cut is refused or leaves whole keys; it never widens one. */
    @Test
    void noTruncationMakesAKeyOfSomethingElse() throws IOException {
        StoredApiKey revoked = key("alice", List.of("analyst"), CREATED, false).revokedAt(CREATED);
        file.add(revoked);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            try {
                assertThat(List.copyOf(file.read().values())).isIn(List.of(), List.of(revoked));
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void whatOthersCouldHaveWrittenIsRefused() throws Exception {
        Files.writeString(path, ENTRY);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        assertThatThrownBy(() -> file.read()).hasMessageContaining("must not be writable by its group");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        file.read();
        Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> file.read()).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> file.revoke("abcdefghij", CREATED)).isInstanceOf(ConfigException.class);
        Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwx------"));
        Files.delete(path);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> file.read()).hasMessageContaining("must be a regular file");
    }

    @Test
    void aLinkIsReadAndNeverReplaced() throws IOException {
        Path elsewhere = Files.writeString(path.resolveSibling("elsewhere"), ENTRY);
        Files.createSymbolicLink(path, elsewhere);
        assertThat(file.read()).containsOnlyKeys("abcdefghij");
        assertThatThrownBy(() -> file.revoke("abcdefghij", CREATED))
                .isInstanceOfSatisfying(RunnerException.class, e -> {
                    assertThat(e.getMessage()).doesNotContain(path.toString());
                    assertThat(e.hint()).contains(path.toString());
                });
        assertThat(path).isSymbolicLink();
    }

    @Test
    void aMissingFolderIsMadeForItsOwnerAlone() throws IOException {
        Path inside = path.resolveSibling("secrets").resolve("keys.yaml");
        new ApiKeyFile(inside).add(key("alice", List.of("analyst"), null, false));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aFileIsNeverWrittenThatIsTooLongToBeRead() throws IOException {
        for (int i = 0; i < 25; i++) {
            file.add(key("alice", Collections.nCopies(40, "r".repeat(250)), null, false));
        }
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> file.add(key("bob", Collections.nCopies(40, "r".repeat(250)), null, false)))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.hint()).contains("longer than 256 KiB"));
        assertThat(path).hasBinaryContent(before);
    }

    private static StoredApiKey key(String user, List<String> roles, Instant expires, boolean namesSessions) {
        ApiKey key = ApiKey.random(new SecureRandom());
        return new StoredApiKey(key.id(), user, roles, CREATED, expires, namesSessions, null, key.hash());
    }
}
