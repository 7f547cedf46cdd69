package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What asks for nothing but words must not wait for libraries to be loaded. */
class StartTest {

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "exec --help", "exec --bogus"})
    void onlyWordsNeedNoLibraries(String line) throws Exception {
        String loaded = loadedBy(line.contains("bogus") ? 2 : 0, line.split(" "));
        assertThat(loaded).contains("picocli.CommandLine");
        assertThat(loaded.lines().filter(StartTest::isOfALibrary)).isEmpty();
    }

    /** Who shows no token waits for nothing that verifies tokens. */
    @Test
    void onlyTokensNeedTheLibrariesOfTokens(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        Path config = Files.writeString(folder.resolve("toolrun.yaml"), """
                stateDirectory: state
                authentication:
                  peer: {users: [nobody-has-this-name], roles: [r]}
                  jwt: [{issuer: i, audience: a, jwks: "https://idp.example/jwks", algorithms: [RS256]}]
                  introspection: {url: "https://idp.example/i", clientId: c, clientSecretFile: secret}
                """);
        for (Path path : List.of(folder, secret, config)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
        String loaded = loadedBy(3, "tools", "list", "-c", config.toRealPath().toString());

        assertThat(loaded)
                .contains("dev.toolrun.authn.PeerAuthenticator", "dev.toolrun.authn.token.TokenAuthenticator");
        assertThat(loaded.lines()
                        .filter(line -> line.matches(
                                ".*\\] (com\\.nimbusds|java\\.net\\.http|jdk\\.internal\\.net\\.http)\\..*")))
                .isEmpty();
    }

    /** Who is told nothing about calls waits for nothing that tells it. */
    @Test
    void aPlainCallLoadsNoTelemetry(@TempDir Path folder) throws Exception {
        String loaded = loadedBy(3, "exec", "nosuch", "-c", config(folder, "stateDirectory: state\n"));

        assertThat(loaded).contains("dev.toolrun.ToolRunner ");
        assertThat(loaded.lines().filter(StartTest::isOfTelemetry)).isEmpty();
    }

    /** A command is over before anybody could fetch metrics from it; its spans are sent. */
    @Test
    void aSingleCallSendsTracesAndOffersNoMetrics(@TempDir Path folder) throws Exception {
        String telemetry = "telemetry: {prometheus: '127.0.0.1:9464', otlp: 'http://127.0.0.1:1'}\n";
        String call = loadedBy(3, "exec", "nosuch", "-c", config(folder, "stateDirectory: state\n" + telemetry));
        assertThat(call).contains("io.opentelemetry.sdk.trace.SdkSpan ");
        assertThat(call.lines()
                        .filter(line -> line.matches(".*\\] (io\\.micrometer|com\\.sun\\.net\\.httpserver)\\..*")))
                .isEmpty();

        String list = loadedBy(3, "tools", "list", "-c", folder.toRealPath() + "/toolrun.yaml");
        assertThat(list.lines().filter(StartTest::isOfTelemetry)).isEmpty();
    }

    /** A client decides nothing, so it needs nothing that decides. */
    @Test
    void aCallByAResidentRunnerLoadsLittle(@TempDir Path folder) throws Exception {
        CommandLineRun cli = new CommandLineRun(folder.toRealPath());
        cli.environment.put(
                "XDG_RUNTIME_DIR", folder.toRealPath().resolve("run").toString());
        cli.configure(CommandLineRun.CONFIGURATION + "resident: required\n");
        String artifacts = folder.resolve("made").toString();
        String receipt = folder.resolve("receipt").toString();
        try (ResidentRunner resident = ResidentRunner.start(cli.environment)) {
            String loaded = loadedBy(
                    3,
                    cli.environment,
                    "exec",
                    "nosuch",
                    "-p",
                    "a:={}",
                    "-o",
                    "json",
                    "--artifacts",
                    artifacts,
                    "--receipt",
                    receipt);

            assertThat(loaded).contains("dev.toolrun.cli.resident.ResidentClient ", "\"reason\":\"unknown_tool\"");
            assertThat(resident.process().isAlive()).isTrue();
            assertThat(loaded.lines()
                            .filter(line -> isOfALibrary(line)
                                    || isOfTelemetry(line)
                                    || line.matches(".*\\] dev\\.toolrun\\.(Layers|cli\\.OwnCall) .*")))
                    .isEmpty();
        }
    }

    private static String config(Path folder, String text) throws IOException {
        Path config = Files.writeString(folder.resolve("toolrun.yaml"), text);
        for (Path path : List.of(folder, config)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
        return config.toRealPath().toString();
    }

    private static boolean isOfTelemetry(String line) {
        return line.matches(".*\\] (io\\.(micrometer|prometheus|opentelemetry)|com\\.sun\\.net\\.httpserver"
                + "|dev\\.toolrun\\.telemetry\\.[a-z]+)\\..*");
    }

    /** What Java says it loads, for a command that ends with this exit code. */
    private static String loadedBy(int exitCode, String... arguments) throws Exception {
        return loadedBy(exitCode, Map.of(), arguments);
    }

    private static String loadedBy(int exitCode, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.toolrun.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(loaded.lines()
                        .filter(line -> !line.startsWith("["))
                        .toList()
                        .toString())
                .isEqualTo(exitCode);
        return loaded;
    }

    private static boolean isOfALibrary(String line) {
        return line.matches(".*\\] (com\\.(fasterxml|github|networknt|nimbusds)|org\\.(yaml|slf4j|apache|hibernate)"
                + "|dev\\.toolrun\\.(config\\.[A-Za-z]*File|sandbox\\.docker|validation|json))\\..*");
    }
}
