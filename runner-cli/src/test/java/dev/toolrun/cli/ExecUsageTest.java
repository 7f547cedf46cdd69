package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that never become one: their callers get exactly one result object all the same. */
class ExecUsageTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec -o json",
                "exec -o=json",
                "exec -ojson python --bogus",
                "exec --output json python python",
                "exec --output=json python --key",
                "--output=json exec python --artifacts",
                "-o json exec python --receipt",
                "-c missing.yaml exec -o json --no-such-option",
                "--bogus exec python -o json",
                "exec python -p -o json",
                "exec python -o json -o json",
                "exec python -o json -p novalue",
                "exec python -o json -p =value",
                "exec python -o json -p :=1",
                "exec python -o json -p a=1 -p a=2",
                "exec python -o json -p a=1 -p a:=2",
                "exec python -o json -p a:=x -p a:=1",
                "exec python -o json -p code=@/no/such/file",
                "exec python -o json --params /no/such/file",
                "exec python -o json --wall-time soon",
                "exec python -o json --wall-time",
                "check -o json",
                "check python -o json --bogus",
            })
    void wrongUsage(String line) {
        var ended = cli.run(line.split(" ")).endsWith(2, "invalid_usage");
        assertThat(ended.result()).containsEntry("status", "failed").containsEntry("started", false);
        assertThat(ended.result().get("message").toString()).doesNotContain("/").endsWith(".");
        assertThat(ended.stderr()).startsWith("toolrun: ").hasLineCount(1);
    }

    @Test
    void aDirectoryForArtifactsMustBeANewOne() throws IOException {
        Path file = cli.write("taken", "x");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing-there"));
        Path nowhere = folder.resolve("no/such/place");
        for (Path taken : List.of(file, empty, dangling, nowhere)) {
            var ended = cli.run("exec", "python", "-o", "json", "-p", "code=1", "--artifacts", taken.toString())
                    .endsWith(2, "invalid_usage");
            assertThat(ended.result()).containsEntry("started", false);
            assertThat(ended.stderr()).contains(taken.toString()).hasLineCount(1);
        }
        assertThat(file).hasContent("x");
        assertThat(folder.resolve("nothing-there")).doesNotExist();
        assertThat(folder.resolve("state/audit")).doesNotExist();
    }

    @Test
    void aCallThatDidNotRunLeavesNoDirectory() {
        Path directory = folder.resolve("artifacts");
        cli.run("exec", "nosuchtool", "-o", "json", "--artifacts", directory.toString())
                .endsWith(3, "unknown_tool");
        assertThat(directory).doesNotExist();
    }

    @Test
    void withoutJsonNothingIsOnStandardOutput() {
        var ended = cli.run("exec", "--bogus", "python");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr())
                .contains("--bogus")
                .contains("Try 'toolrun exec --help'")
                .hasLineCount(1);
    }

    @Test
    void jsonAfterTheEndOfOptionsIsAWord() {
        var ended = cli.run("exec", "--", "python", "-o", "json");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
    }

    @Test
    void theToolIsNamedWhereItIsKnown() {
        assertThat(cli.run("exec", "python", "-o", "json", "--bogus").result()).containsEntry("tool", "python");
        assertThat(cli.run("exec", "-o", "json").result()).containsEntry("tool", null);
    }

    @Test
    void aParameterInBothPlacesIsWrongUsage() throws IOException {
        Path params = cli.write("params.json", "{\"code\": \"1\"}");
        cli.run("exec", "python", "-o", "json", "--params", params.toString(), "-p", "code=2")
                .endsWith(2, "invalid_usage");
    }

    @Test
    void aFileThatIsNoTextIsWrongUsage() throws IOException {
        Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        cli.run("exec", "python", "-o", "json", "-p", "code=@" + file).endsWith(2, "invalid_usage");
        cli.run("exec", "python", "-o", "json", "--params", file.toString()).endsWith(2, "invalid_usage");
    }

    @Test
    void allProblemsOfAConfigurationAreSaidButNotToTheCaller() throws IOException {
        cli.configure("bogus: 1\nrateLimits: {global: {calls: 0, per: 1m}}\npermissions: nobody\n");
        var ended = cli.run("exec", "python", "-o", "json", "-p", "code=1").endsWith(2, "invalid_configuration");
        assertThat(ended.result().get("message")).isEqualTo("The configuration is not valid.");
        String file = folder.resolve("toolrun.yaml").toString();
        assertThat(ended.stderr()).contains(file + ":1:", file + ":2:", file + ":3:");
        assertThat(ended.stderr().lines()).allMatch(line -> line.startsWith("toolrun: "));
    }

    @Test
    void aMissingConfigurationIsNotReplacedByAnother() {
        cli.run(
                        "exec",
                        "python",
                        "-o",
                        "json",
                        "-c",
                        folder.resolve("none.yaml").toString())
                .endsWith(2, "invalid_configuration");
    }

    @Test
    void whatNobodyExpectedIsAResultToo() {
        cli.stdin = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("broken\nin a way that nobody expected");
            }
        };
        var ended = cli.run("exec", "python", "-o", "json", "--params", "-").endsWith(7, "unknown");
        assertThat(ended.result()).containsEntry("started", null);
        assertThat(ended.stdout()).doesNotContain("broken");
        assertThat(ended.stderr()).contains("This is a bug").hasLineCount(1);
    }

    @Test
    void anErrorOfTheMachineIsAResultToo() {
        cli.stdin = new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("for a test");
            }
        };
        cli.run("exec", "python", "-o", "json", "--params", "-").endsWith(7, "unknown");
    }

    @Test
    void whatWasPrintedBeforeAFailureIsTakenBack() throws IOException {
        var stdout = new ByteArrayOutputStream();
        var terminal = new Terminal(
                cli.environment, InputStream.nullInputStream(), stdout, OutputStream.nullOutputStream(), false);
        terminal.out().print("{\"half\": ");
        var arguments = new RawArguments("exec", "python", "-o", "json");
        int exit = new FailureReport(terminal, arguments).report(new IllegalStateException("for a test"));
        terminal.writeOutput();
        new CommandLineRun.Ended(exit, stdout.toString(StandardCharsets.UTF_8), "").endsWith(7, "unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec python -p code=1", "exec python -p code=1 -o json", "exec -o json", "--version"})
    void whatCannotBeWrittenIsOurFailure(String line) {
        cli.stdout = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        var ended = cli.run(line.split(" "));
        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.stderr()).contains("The result could not be written.");
    }

    @Test
    void allIsUtf8WhateverTheLocaleSays() {
        var bytes = new ByteArrayOutputStream();
        var terminal = new Terminal(cli.environment, InputStream.nullInputStream(), bytes, bytes, false);
        terminal.out().print("Grüße 🌍");
        terminal.say("müde\u001b[31m\u202e");
        assertThat(Main.run(terminal, new Cancellation(), "--version")).isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("toolrun: müde\\x1b[31m\\u202e\n")
                .contains("Grüße 🌍");
    }
}
