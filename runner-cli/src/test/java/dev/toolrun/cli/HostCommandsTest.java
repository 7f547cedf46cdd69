package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator does, on a host without an engine. */
class HostCommandsTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
    }

    @Test
    void doctorFindsThatThereIsNoEngine() {
        var text = cli.run("doctor");
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.stdout()).containsPattern("FAILED +engine").contains("-> ");
        assertThat(cli.run("doctor", "-o", "json").list())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).containsOnlyKeys("level", "subject", "message", "fix"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reap", "images pin acme/linter", "images list", "images verify python", "reap -o json"})
    void whatNeedsAnEngineSaysSo(String line) {
        cli.pinPython();
        var ended = cli.run(line.split(" "));
        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr())
                .startsWith("toolrun: ")
                .contains("/nowhere/docker.sock")
                .hasLineCount(1);
    }

    @Test
    void noPinnedImagesAreNoFailure() {
        assertThat(cli.run("images", "list").exit()).isZero();
        assertThat(cli.run("images", "list", "-o", "json").list()).isEmpty();
    }

    @Test
    void verifyNamesTheImageThatIsMissing() {
        var ended = cli.run("images", "verify", "python");
        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.stderr()).contains("toolrun images build");
        assertThat(cli.run("images", "verify", "toolrun/python").exit()).isEqualTo(7);
        assertThat(cli.run("images", "verify", "nosuch").exit()).isEqualTo(2);
    }

    @Test
    void withoutAFolderOfImagesNothingCanBeBuilt() {
        var ended = cli.run("images", "build");
        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.stderr()).contains("images").hasLineCount(1);
        assertThat(cli.run("images", "build", "--base", "python:3").exit()).isEqualTo(2);
    }
}
