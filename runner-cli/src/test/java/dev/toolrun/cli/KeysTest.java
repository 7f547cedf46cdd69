package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final String CONFIGURATION = CommandLineRun.CONFIGURATION
            .replace("authentication:\n", "authentication:\n  apiKeys: {file: keys.yaml}\n")
            .replace("roles: {local: {}}", "roles: {local: {}, other: {}}");

    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        cli.configure(CONFIGURATION);
        cli.pinPython();
    }

    @Test
    void theKeyIsTheLastWordAndIsGoodForACall() throws IOException {
        String key = create("--user", "alice", "--role", "local");
        var ended = exec(key).endsWith(7, "engine_unavailable");
        assertThat(ended.result()).extracting("principal").asString().contains("subject=alice", "role=local");
        cli.environment.put("TOOLRUN_API_KEY", key);
        cli.run("exec", "python", "-p", "code=1", "-o", "json").endsWith(7, "engine_unavailable");
        assertThat(cli.run("tools", "list").stdout()).contains("python");
    }

    @Test
    void createSaysWhatItMade() {
        Map<String, Object> made = Json.parseObject(cli.run(
                        "keys",
                        "create",
                        "--user",
                        "alice",
                        "--role",
                        "local",
                        "--role",
                        "other",
                        "--expires",
                        "2999-12-31",
                        "--names-sessions",
                        "-o",
                        "json")
                .stdout());
        assertThat(made)
                .containsEntry("user", "alice")
                .containsEntry("roles", List.of("local", "other"))
                .containsEntry("expires", "3000-01-01T00:00:00Z")
                .containsEntry("namesSessions", true)
                .containsEntry("state", "active")
                .containsEntry("revoked", null)
                .containsKeys("id", "created", "key");
        assertThat(made.get("key").toString()).startsWith("toolrun_" + made.get("id") + "_");
    }

    @Test
    void listNeverShowsKeysOrHashes() throws IOException {
        assertThat(cli.run("keys", "list").stderr()).contains("no API key yet");
        String revoked = create("--user", "bob", "--role", "local");
        String key = create("--user", "alice", "--role", "local", "--expires", "90d");
        assertThat(cli.run("keys", "revoke", id(revoked)).exit()).isZero();
        var text = cli.run("keys", "list");
        assertThat(text.exit()).isZero();
        assertThat(text.stdout().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(id(revoked)).contains("revoked", "bob"),
                        line -> assertThat(line).startsWith(id(key)).contains("active", "alice", "expires"));
        var json = cli.run("keys", "list", "-o", "json");
        assertThat(json.list()).extracting(entry -> entry.get("state")).containsExactly("revoked", "active");
        String hashes = Files.readString(folder.resolve("keys.yaml"));
        for (String shown : List.of(text.stdout(), json.stdout(), hashes)) {
            assertThat(shown).doesNotContain(key.substring(19), revoked.substring(19));
        }
        for (String shown : List.of(text.stdout(), json.stdout())) {
            assertThat(shown).doesNotContain("sha256", "hash").doesNotContainPattern("[0-9a-f]{64}");
        }
    }

    @Test
    void aRevokedKeyIsRefusedAndStaysSo() throws IOException {
        String key = create("--user", "alice", "--role", "local");
        exec(key).endsWith(7, "engine_unavailable");
        var first = cli.run("keys", "revoke", id(key));
        assertThat(first.exit()).isZero();
        assertThat(cli.run("keys", "revoke", id(key))).isEqualTo(first);
        assertThat(exec(key).endsWith(3, "unauthenticated").result())
                .containsEntry("message", "The API key was revoked.")
                .containsEntry("principal", null);
    }

    @Test
    void anUnknownIdIsSaidAndNotRepeated() throws IOException {
        String key = create("--user", "alice", "--role", "local");
        for (String id : new String[] {"0000000000", key, "", "../keys.yaml"}) {
            var ended = cli.run("keys", "revoke", id);
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.stderr()).contains("no API key with this id").doesNotContain(key);
        }
        exec(key).endsWith(7, "engine_unavailable");
    }

    @Test
    void anExpiredKeyIsRefused() throws IOException {
        String key = create("--user", "alice", "--role", "local", "--expires", "400d");
        Path file = folder.resolve("keys.yaml");
        String past = Files.readString(file).replaceFirst("expires: \"[^\"]*\"", "expires: \"2026-01-01T00:00:00Z\"");
        Files.writeString(file, past);
        assertThat(exec(key).endsWith(3, "unauthenticated").result())
                .containsEntry("message", "The API key has expired.");
        assertThat(cli.run("keys", "list").stdout()).contains("expired");
    }

    @Test
    void whatIsAlmostAKeyIsRefusedWithoutBeingRepeated() throws IOException {
        String key = create("--user", "alice", "--role", "local");
        String other = create("--user", "bob", "--role", "local");
        List<String> wrong = new ArrayList<>(List.of(
                "",
                " ",
                "\n",
                "x",
                key.toUpperCase(Locale.ROOT),
                key.substring(0, key.length() - 1),
                key.substring(1),
                key + key,
                key + "\n" + other,
                key.replace('_', '-'),
                key.substring(0, 18) + other.substring(18),
                key.substring(0, 40) + " " + key.substring(40),
                key.repeat(10_000),
                "\uD83D\uDD11" + key,
                "Bearer " + key));
        wrong.add(key.substring(0, 67) + (key.endsWith("0") ? '1' : '0'));
        for (String text : wrong) {
            var ended = exec(text).endsWith(3, "unauthenticated");
            assertThat(ended.stdout() + ended.stderr()).doesNotContain(key.substring(19, 60));
            assertThat(ended.result()).containsEntry("message", "The API key is not valid.");
        }
        Files.write(folder.resolve("key"), (key + "\u00ff").getBytes(StandardCharsets.ISO_8859_1));
        cli.run(
                        "exec",
                        "python",
                        "-p",
                        "code=1",
                        "-o",
                        "json",
                        "--api-key-file",
                        folder.resolve("key").toString())
                .endsWith(3, "unauthenticated");
        assertThat(cli.run("audit", "show", "-o", "json").stdout())
                .contains("authentication.apiKeys")
                .doesNotContain(key.substring(19, 60));
    }

    @Test
    void theRecordNamesTheKeyAndTheResultDoesNot() throws IOException {
        String key = create("--user", "alice", "--role", "local");
        String id = key.substring(8, 18);
        var ended = exec(key).endsWith(7, "engine_unavailable");
        assertThat(ended.stdout() + ended.stderr()).doesNotContain(id);
        cli.run(
                        "exec",
                        "python",
                        "-o",
                        "json",
                        "--api-key-file",
                        folder.resolve("key").toString())
                .endsWith(5, "invalid_arguments");
        assertThat(cli.run("audit", "show", "-o", "json").list())
                .hasSizeGreaterThan(1)
                .allSatisfy(entry -> assertThat(entry).containsEntry("credential", "apiKey:" + id));
    }

    /** Editors and echo end a file with a newline; around a key, white space means nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"%s\n", "%s\r\n", "  %s\t\n\n", "%s"})
    void whiteSpaceAroundTheKeyInAFileIsIgnored(String format) throws IOException {
        exec(format.formatted(create("--user", "alice", "--role", "local"))).endsWith(7, "engine_unavailable");
    }

    @Test
    void withoutAFileInTheConfigurationOneIsToldWhatToAdd() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION);
        for (String line : List.of("keys create --user u --role r", "keys list", "keys revoke 0000000000")) {
            var ended = cli.run(line.split(" "));
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.stderr()).contains("apiKeys: {file: keys.yaml}").hasLineCount(1);
        }
    }

    @Test
    void aRoleThatNoPermissionNamesMakesNoKey() {
        for (String role : List.of("typo", "*")) {
            var ended = cli.run("keys", "create", "--user", "alice", "--role", "local", "--role", role);
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.stderr())
                    .contains("'" + role + "'; the roles are local, other")
                    .hasLineCount(1);
            assertThat(folder.resolve("keys.yaml")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--user alice",
                "--role local",
                "--user alice --role local --expires 0s",
                "--user alice --role local --expires 2020-01-01",
                "--user alice --role local --expires 2030-02-30",
                "--user alice --role local --expires tomorrow",
                "--user alice --role local --expires 90",
                "--user \u0007 --role local",
                "--user alice --role \u0007"
            })
    void whatMakesNoSenseMakesNoKey(String options) {
        var ended = cli.run(("keys create " + options).split(" "));
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).startsWith("toolrun: ").hasLineCount(1);
        assertThat(folder.resolve("keys.yaml")).doesNotExist();
    }

    @Test
    void aDamagedFileIsAnInvalidConfigurationWithItsLine() throws IOException {
        cli.write("keys.yaml", "keys:\n- id: x\n");
        for (String line : List.of("keys list", "keys create --user u --role local", "config check", "exec python")) {
            var ended = cli.run(line.split(" "));
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.stdout() + ended.stderr()).contains("keys.yaml:2: keys[0].hash: is missing");
        }
    }

    private String create(String... options) {
        List<String> args = new ArrayList<>(List.of("keys", "create"));
        args.addAll(List.of(options));
        var ended = cli.run(args.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.stderr()).isZero();
        assertThat(ended.stderr()).isEmpty();
        String[] words = ended.stdout().strip().split("\\s+");
        return words[words.length - 1];
    }

    private static String id(String key) {
        return key.substring(8, 18);
    }

    private CommandLineRun.Ended exec(String key) throws IOException {
        String file = cli.write("key", key).toString();
        return cli.run("exec", "python", "-p", "code=1", "-o", "json", "--api-key-file", file);
    }
}
