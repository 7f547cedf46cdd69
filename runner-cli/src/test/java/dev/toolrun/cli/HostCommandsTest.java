package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.sandbox.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void doctorsExitCodeCountsWeaknesses() {
        Finding ok = Finding.ok("a", "A.");
        assertThat(DoctorCommand.exitCode(List.of(ok))).isZero();
        assertThat(DoctorCommand.exitCode(List.of(ok, Finding.weak("b", "B.", "C."))))
                .isEqualTo(1);
        assertThat(DoctorCommand.exitCode(List.of(Finding.failed("b", "B.", "C."), ok)))
                .isEqualTo(1);
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
    void verifySkipsWhatMayNotBeCalledUnlessItIsNamed() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION.replace("tool: \"*\"", "tool: node"));
        var byImage = cli.run("images", "verify", "toolrun/shell");
        assertThat(byImage.stdout()).isEqualTo("skipped shell: you may not call it.\n0 examples, 0 failed.\n");
        assertThat(byImage.exit()).as("nothing was verified").isEqualTo(1);
        assertThat(cli.run("images", "verify", "toolrun/shell", "-o", "json").list())
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("tool", "shell").containsEntry("skipped", true));

        var byName = cli.run("images", "verify", "shell", "-o", "json");
        assertThat(byName.exit()).isEqualTo(1);
        assertThat(byName.list())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).containsEntry("ok", false).containsEntry("skipped", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "-x", "../x", "Python", "acme/Linter"})
    void whatIsNoNameOfAnImageIsWrongUsage(String name) {
        for (var ended :
                List.of(cli.run("images", "pin", "--", name), cli.run("images", "build", "base", "--base=" + name))) {
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.stderr()).contains("no name of an image").hasLineCount(1);
        }
    }

    @Test
    void withoutAFolderOfImagesNothingCanBeBuilt() {
        var ended = cli.run("images", "build");
        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.stderr()).contains("images").hasLineCount(1);
        assertThat(cli.run("images", "build", "--base", "python:3").exit()).isEqualTo(2);
    }
}
