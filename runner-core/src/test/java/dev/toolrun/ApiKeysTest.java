package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.ResultJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API keys from their making to their end, with the runner that takes them. */
class ApiKeysTest {
    private static final String CONFIGURATION = """
            stateDirectory: state
            authentication: {apiKeys: {file: keys.yaml}}
            permissions:
              - {tool: python, roles: {analyst: {}}}
            sandbox: {engine: "unix:///nowhere/docker.sock"}
            """;

    private final SettableClock clock = new SettableClock();

    @TempDir
    private Path temporary;

    private Path folder;
    private RunnerConfig config;
    private ApiKeys keys;

    @BeforeEach
    void prepare() throws IOException {
        folder = temporary.toRealPath();
        config = RunnerConfig.load(Files.writeString(folder.resolve("toolrun.yaml"), CONFIGURATION), Map.of());
        keys = ApiKeys.of(config);
    }

    @Test
    void aKeyThatIsRevokedBetweenTwoCallsOfARunningRunnerIsRefused() {
        String key = create("alice");
        String other = create("bob");
        try (ToolRunner runner = ToolRunner.open(config)) {
            assertAccepted(runner.run(call(key)), "alice");
            // somebody else's process, as far as this runner can tell
            StoredApiKey revoked = ApiKeys.of(config).revoke(id(key));
            assertThat(revoked.revoked()).isNotNull();
            assertRefused(runner.run(call(key)), "authentication.apiKeys: key " + id(key) + " is revoked");
            assertThatThrownBy(() -> runner.tools(new Credential.ApiKey(key))).isInstanceOf(RefusedException.class);
            assertAccepted(runner.run(call(other)), "bob");
            assertAccepted(runner.run(call(create("carol"))), "carol");
        }
    }

    @Test
    void aKeyExpiresWhileTheRunnerRuns() {
        keys = ApiKeys.of(config, clock);
        var end = SettableClock.START.plus(Duration.ofHours(1));
        String key = keys.create("alice", List.of("analyst"), end, false).key().secret();
        Authentication authentication = Authenticators.of(config, Extensions.NONE, clock);
        assertThat(authentication
                        .identify(new Credential.ApiKey(key))
                        .principal()
                        .subject())
                .isEqualTo("alice");
        clock.set(end);
        assertThat(refusal(authentication, key).message()).isEqualTo("The API key has expired.");
    }

    @Test
    void aKeyOfAnotherFileIsRefused() throws IOException {
        String elsewhere = CONFIGURATION.replace("keys.yaml", "others.yaml");
        var other = RunnerConfig.load(Files.writeString(folder.resolve("other.yaml"), elsewhere), Map.of());
        String key = ApiKeys.of(other)
                .create("alice", List.of("analyst"), null, false)
                .key()
                .secret();
        create("alice");
        try (ToolRunner runner = ToolRunner.open(config)) {
            assertRefused(runner.run(call(key)), "authentication.apiKeys: no such key");
            ToolCall nothingShown = ToolCall.of("python", Map.of("code", "1"));
            assertRefused(runner.run(nothingShown), "authentication.peer: not configured");
        }
    }

    @Test
    void aFileThatCantBeTrustedOrReadRefusesEverybodyAndSaysNoMore() throws IOException {
        String key = create("alice");
        Path file = folder.resolve("keys.yaml");
        byte[] whole = Files.readAllBytes(file);
        Authentication authentication = Authenticators.of(config, Extensions.NONE, clock);
        authentication.identify(new Credential.ApiKey(key));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertUnusable(authentication, key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (byte[] content :
                new byte[][] {{}, {(byte) 0xff}, "keys: x".getBytes(StandardCharsets.UTF_8), new byte[300_000]}) {
            Files.write(file, content);
            assertUnusable(authentication, key);
        }
        assertThatThrownBy(() -> RunnerConfig.load(folder.resolve("toolrun.yaml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("keys.yaml");
        Files.delete(file);
        assertThat(refusal(authentication, key).message()).isEqualTo("The API key is not valid.");
        Files.write(file, whole);
        authentication.identify(new Credential.ApiKey(key));
    }

    @Test
    void manyAtOnceLoseNothing() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ApiKeys any = i % 2 == 0 ? keys : ApiKeys.of(config);
                tasks.add(() -> id(any.create("alice", List.of("analyst"), null, false)
                        .key()
                        .secret()));
            }
            List<String> made = new ArrayList<>();
            for (var id : pool.invokeAll(tasks)) {
                made.add(id.get());
            }
            assertThat(keys.list()).extracting(StoredApiKey::id).containsExactlyInAnyOrderElementsOf(made);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void processesAtOnceLoseNothing() throws Exception {
        List<Process> makers = List.of(maker(), maker(), maker());
        for (Process maker : makers) {
            String said = new String(maker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(maker.waitFor()).as(said).isZero();
        }
        assertThat(keys.list()).hasSize(3 * Maker.KEYS);
    }

    @Test
    void theKeyIsNowhereButInItsBearersHands() throws IOException {
        PrintStream stderr = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        StringBuilder seen = new StringBuilder();
        var created = keys.create("alice", List.of("analyst"), null, false);
        String key = created.key().secret();
        String wrong = key.substring(0, key.length() - 1) + "!";
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try (ToolRunner runner = ToolRunner.open(config)) {
            for (String shown : List.of(key, wrong)) {
                seen.append(call(shown)).append(call(shown).withSession("s"));
                for (ToolResult result :
                        List.of(runner.run(call(shown)), runner.run(call(shown).withRole("none")))) {
                    seen.append(result).append(ResultJson.write(result));
                }
                seen.append(ResultJson.write(runner.check(call(shown))));
            }
            keys.revoke(id(key));
            seen.append(runner.run(call(key)));
            Files.writeString(folder.resolve("keys.yaml"), "garbage");
            seen.append(runner.run(call(key)));
        } finally {
            System.setErr(stderr);
        }
        seen.append(created).append(logged.toString(StandardCharsets.UTF_8)).append(written());
        assertThat(logged.toString(StandardCharsets.UTF_8)).contains("API keys are refused");
        assertThat(seen.toString()).contains("alice", "unauthenticated", "userId");
        assertThat(seen.toString()).doesNotContain(key.substring(19, 40), key.substring(40, 60));
    }

    @Test
    void aRoleThatNoPermissionNamesMakesNoKey() {
        for (String role : List.of("zz", "*", "Analyst", "analyst ")) {
            assertThatThrownBy(() -> keys.create("alice", List.of("analyst", role), null, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no permission names the role '" + role + "'; the roles are analyst");
        }
        assertThat(folder.resolve("keys.yaml")).doesNotExist();
    }

    @Test
    void namesThatAreNoneMakeNoKey() {
        for (String name : List.of("", " ", "a\nb", "a\0", "x".repeat(257))) {
            assertThatThrownBy(() -> keys.create(name, List.of("analyst"), null, false))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> keys.create("alice", List.of("analyst", name), null, false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> keys.create("alice", List.of(), null, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.create("alice", List.of("analyst"), SettableClock.START, false))
                .hasMessageContaining("has passed");
        assertThat(folder.resolve("keys.yaml")).doesNotExist();
    }

    @Test
    void withoutAFileInTheConfigurationThereAreNoKeys() {
        RunnerException e =
                catchThrowableOfType(RunnerException.class, () -> ApiKeys.of(RunnerConfig.defaults(Map.of())));
        assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(e.hint()).contains("apiKeys: {file: keys.yaml}");
    }

    /** Another process that makes keys. */
    static final class Maker {
        static final int KEYS = 12;

        private Maker() {}

        public static void main(String[] args) {
            ApiKeys keys = ApiKeys.of(RunnerConfig.load(Path.of(args[0]), Map.of()));
            for (int i = 0; i < KEYS; i++) {
                keys.create("alice", List.of("analyst"), null, false);
            }
        }
    }

    private Process maker() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maker.class.getName(),
                        folder.resolve("toolrun.yaml").toString())
                .redirectErrorStream(true)
                .start();
    }

    private String create(String user) {
        return keys.create(user, List.of("analyst"), null, false).key().secret();
    }

    private static String id(String key) {
        return key.substring(8, 18);
    }

    private static ToolCall call(String key) {
        return ToolCall.of("python", Map.of("code", "1")).withCredential(new Credential.ApiKey(key));
    }

    /** Everything below the folder: keys, limits, audit log. */
    private String written() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(file).append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    /** The call got through the first four layers: there is no image. */
    private static void assertAccepted(ToolResult result, String user) {
        assertThat(result.reason()).isEqualTo(Reason.IMAGE_MISSING);
        assertThat(result.principal().subject()).isEqualTo(user);
    }

    private static void assertRefused(ToolResult result, String rule) {
        assertThat(result.reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(result.principal()).isNull();
        assertThat(result.outcome().toString()).contains(rule);
    }

    private void assertUnusable(Authentication authentication, String key) {
        Rejection rejection = refusal(authentication, key);
        assertThat(rejection.reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(rejection.message()).isEqualTo("API keys can't be verified at the moment.");
        assertThat(rejection.rule()).contains("config check").doesNotContain(folder.toString());
    }

    private static Rejection refusal(Authentication authentication, String key) {
        return catchThrowableOfType(RefusedException.class, () -> authentication.identify(new Credential.ApiKey(key)))
                .rejection();
    }
}
