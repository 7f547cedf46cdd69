package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two launchers, on machines that have nothing but the programs a test gives them. */
class LauncherTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("toolrun.checkout"));
    private static final String[] RESULT_KEYS = ("callId traceId tool status reason started layer message exitCode"
                    + " signal limitsHit stdout stderr structured artifacts redactions violations retryAfterMs replayed"
                    + " usage sandbox principal audit")
            .split(" ", -1);
    private static final Path DIST_LAUNCHER = Path.of("runner-cli/src/dist/bin/toolrun");

    @TempDir
    private Path dir;

    private Path programs;
    private Path checkout;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void machineWithNothingOnIt() throws IOException {
        programs = Files.createDirectory(dir.resolve("programs"));
        for (var program : List.of("dirname", "readlink", "find", "sort", "sha256sum", "flock")) {
            executable(programs.resolve(program), "exec /usr/bin/" + program + " \"$@\"");
        }
        checkout = Files.createDirectory(dir.resolve("checkout"));
        Files.createDirectories(checkout.resolve(DIST_LAUNCHER).getParent());
        Files.copy(CHECKOUT.resolve("toolrun"), checkout.resolve("toolrun"));
        Files.copy(CHECKOUT.resolve(DIST_LAUNCHER), checkout.resolve(DIST_LAUNCHER));
        environment.put("PATH", programs.toString());
        environment.put("HOME", dir.toString());
        environment.put("DOCKER_HOST", "unix:///nowhere"); // the user's own: no engine is set up
    }

    @Test
    void withoutJavaBothSayWhatIsNeeded() throws Exception {
        for (var launcher : List.of(checkout.resolve("toolrun"), checkout.resolve(DIST_LAUNCHER))) {
            var ended = run(launcher, "exec", "python");
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.stderr()).contains("Java 17 or newer is needed").hasLineCount(1);
        }
    }

    @Test
    void javaThatIsTooOldIsNoJava() throws Exception {
        environment.put("JAVA_HOME", fakeJava("11.0.2").toString());
        assertThat(run(checkout.resolve(DIST_LAUNCHER), "exec").exit()).isEqualTo(2);
    }

    @Test
    void withoutMavenTheCheckoutSaysWhatIsNeeded() throws Exception {
        environment.put("JAVA_HOME", fakeJava("17.0.1").toString());
        var ended = run(checkout.resolve("toolrun"), "exec", "python");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stderr()).contains("Maven 3.8 or newer is needed").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o json", "-ojson", "-o=json", "--output json", "--output=json"})
    void aSetUpThatFailsIsOneResultObjectToo(String option) throws Exception {
        for (var command : List.of("exec", "check")) {
            var arguments = Stream.concat(Stream.of(command, "python"), Stream.of(option.split(" ", -1)));
            var ended = run(checkout.resolve("toolrun"), arguments.toArray(String[]::new));
            var result = json(ended.stdout());
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(result)
                    .containsOnlyKeys(RESULT_KEYS)
                    .containsEntry("status", "failed")
                    .containsEntry("reason", "invalid_configuration")
                    .containsEntry("started", false);
        }
    }

    @Test
    void otherCommandsPrintNoResultObject() throws Exception {
        assertThat(run(checkout.resolve("toolrun"), "tools", "list", "-o", "json")
                        .stdout())
                .isEmpty();
    }

    @Test
    void argumentsAndInputReachJavaAsTheyAre() throws Exception {
        environment.put("JAVA_HOME", fakeJava("21").toString());
        var ended = run(checkout.resolve(DIST_LAUNCHER), "exec", "a b", "", "*", "x\ny", "$HOME", "--");
        assertThat(ended.stdout()).endsWith("dev.toolrun.cli.Main|exec|a b||*|x\ny|$HOME|--|the input");
        assertThat(ended.stdout()).contains("-Dtoolrun.home=" + checkout.resolve("runner-cli/src/dist") + "|");
        assertThat(ended.exit()).isEqualTo(42);
    }

    @Test
    void javaUnderstandsArgumentsInEveryLocale() throws Exception {
        useRealJava("""
                public static void main(String[] args) throws Exception {
                    System.out.print(args[0].equals("\\u00e9\\u20ac") + "|" + System.in.read());
                }
                """);
        environment.put("LC_ALL", "C");
        assertThat(run(checkout.resolve(DIST_LAUNCHER), "é€")).isEqualTo(new Ended(0, "true|116", ""));
    }

    @Test
    void aThreadDumpIsNoPartOfTheResult() throws Exception {
        useRealJava("""
                public static void main(String[] args) throws Exception {
                    long pid = ProcessHandle.current().pid();
                    new ProcessBuilder("/bin/kill", "-QUIT", String.valueOf(pid)).start().waitFor();
                    Thread.sleep(Long.parseLong(args[0]));
                    System.out.print("the result");
                }
                """);
        var ended = run(checkout.resolve(DIST_LAUNCHER), "1000");
        assertThat(ended.stdout()).isEqualTo("the result");
        assertThat(ended.stderr()).contains("Full thread dump");
    }

    @Test
    void inputThatIsClosedCannotBeRead() throws Exception {
        useRealJava("""
                public static void main(String[] args) throws Exception {
                    System.in.read();
                }
                """);
        var launcher = checkout.resolve(DIST_LAUNCHER);
        executable(dir.resolve("closed"), "exec /bin/bash " + launcher + " <&-");
        var ended = run(dir.resolve("closed"));
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.stderr()).contains("java.io.IOException");
    }

    @Test
    void theFirstStartKeepsItsClassesForTheNextOnes() throws Exception {
        environment.put("PATH", System.getenv("PATH"));
        useJarWith("public static void main(String[] args) {}");
        var launcher = checkout.resolve(DIST_LAUNCHER);
        assertThat(run(launcher)).isEqualTo(new Ended(0, "kept: true", ""));
        var archive = archives().get(0);
        assertThat(archives()).containsExactly(archive);
        assertThat(Files.size(archive)).isPositive();
        assertThat(run(launcher)).isEqualTo(new Ended(0, "kept: true", ""));
        Files.delete(archive);
        Files.writeString(archive, "damaged");
        assertThat(run(launcher)).isEqualTo(new Ended(0, "kept: true", ""));
        useJarWith("public static void main(String[] args) { }");
        assertThat(run(launcher)).isEqualTo(new Ended(0, "kept: true", ""));
        assertThat(archives()).hasSize(1).doesNotContain(archive);
    }

    @Test
    void classesThatCannotBeKeptAreReadAgain() throws Exception {
        environment.put("PATH", System.getenv("PATH"));
        useJarWith("public static void main(String[] args) { throw new IllegalStateException(); }");
        for (int i = 0; i < 2; i++) {
            assertThat(run(checkout.resolve(DIST_LAUNCHER))).isEqualTo(new Ended(0, "kept: false", ""));
            assertThat(archives())
                    .singleElement()
                    .satisfies(empty -> assertThat(empty).isEmptyFile());
        }
    }

    private List<Path> archives() throws IOException {
        try (var files = Files.list(checkout.resolve("runner-cli/src/dist/lib"))) {
            return files.filter(file -> !file.toString().endsWith(".jar")).toList();
        }
    }

    /** A program that says whether its classes were to be taken from an archive, and a rehearsal of its start. */
    private void useJarWith(String rehearsal) throws IOException {
        var classes = Files.createDirectories(dir.resolve("classes"));
        var source = Files.writeString(dir.resolve("Main.java"), """
                package dev.toolrun.cli;
                class Main {
                    public static void main(String[] args) {
                        System.out.print("kept: " + java.lang.management.ManagementFactory.getRuntimeMXBean()
                                .getInputArguments().stream().anyMatch(o -> o.matches("-XX:(SharedArchiveFile|AOTCache)=.+")));
                    }
                }
                class StartRehearsal { %s }
                """.formatted(rehearsal));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString()))
                .isZero();
        var lib = Files.createDirectories(checkout.resolve("runner-cli/src/dist/lib"));
        Path jar = lib.resolve("runner-cli.jar");
        Files.deleteIfExists(jar);
        assertThat(java.util.spi.ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(System.out, System.err, "-cf", jar.toString(), "-C", classes.toString(), "."))
                .isZero();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    /** Puts a real Java, and a program with this body, in the place of toolrun. */
    private void useRealJava(String body) throws IOException {
        var lib = Files.createDirectories(checkout.resolve("runner-cli/src/dist/lib/runner-cli.jar"));
        var source = Files.writeString(dir.resolve("Main.java"), "package dev.toolrun.cli; class Main {" + body + "}");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", lib.toString(), source.toString()))
                .isZero();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    /** A home of Java whose java prints its arguments and its input. */
    private Path fakeJava(String version) throws IOException {
        var home = Files.createDirectories(dir.resolve("java-" + version));
        var java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(java, "printf '%s|' \"$@\"", "printf '%s' \"$(</dev/stdin)\"", "exit 42");
        Files.createLink(home.resolve("bin/javac"), java);
        return home;
    }

    private static void executable(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private record Ended(int exit, String stdout, String stderr) {}

    private Ended run(Path launcher, String... arguments) throws IOException, InterruptedException {
        var stdin = Files.writeString(dir.resolve("stdin"), "the input");
        var stdout = dir.resolve("stdout");
        var stderr = dir.resolve("stderr");
        var command = Stream.concat(Stream.of("/bin/bash", launcher.toString()), Stream.of(arguments));
        var builder = new ProcessBuilder(command.toList())
                .redirectInput(stdin.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var exit = builder.start().waitFor();
        return new Ended(exit, Files.readString(stdout), Files.readString(stderr, StandardCharsets.UTF_8));
    }

    private static Map<String, Object> json(String text) throws JsonProcessingException {
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(text, new TypeReference<>() {});
    }
}
