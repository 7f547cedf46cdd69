package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        cli.pinPython();
    }

    @Test
    void everyVerdictIsALine() {
        var ended = cli.run("check", "python");
        assertThat(ended.exit()).isEqualTo(5);
        assertThat(ended.stdout().lines()).hasSize(4);
        assertThat(ended.stdout())
                .containsPattern("permit +authentication")
                .containsPattern("permit +authorization \\(tool\\) +permissions\\[0\\]")
                .containsPattern("deny +validation .*invalid_arguments");
        assertThat(ended.stderr()).contains("toolrun: ", "code");
    }

    @Test
    void verdictsAsJson() {
        var ended = cli.run("check", "python", "-o", "json", "-p", "code=1", "--role", "admin")
                .endsWith(3, "not_permitted");
        var verdicts = CommandLineRun.objects(ended.result().get("verdicts"));
        assertThat(verdicts.get(verdicts.size() - 1))
                .containsEntry("layer", "authorization")
                .containsEntry("level", "tool")
                .containsEntry("verdict", "deny");
    }

    @Test
    void aFailureHasNoVerdicts() {
        assertThat(cli.run("check", "python", "-o", "json", "--bogus").result()).containsEntry("verdicts", List.of());
    }

    @Test
    void askingTakesNothingAndIsNotOnRecord() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + "rateLimits: {perUser: {calls: 1, per: 1h}}\n");
        int first = cli.run("check", "python", "-p", "code=1").exit();
        assertThat(cli.run("check", "python", "-p", "code=1").exit())
                .isEqualTo(first)
                .isNotEqualTo(4);
        assertThat(cli.run("audit", "show", "-o", "json").list()).isEmpty();
    }

    @Test
    void anUnknownTool() {
        var ended = cli.run("check", "nosuch");
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.stdout()).containsPattern("deny +authorization");
    }
}
