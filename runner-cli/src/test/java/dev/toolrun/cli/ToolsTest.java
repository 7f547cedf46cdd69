package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        cli.configure(CommandLineRun.CONFIGURATION.replace("tool: \"*\"", "tool: python"));
    }

    @Test
    void onlyWhatOneMayCallIsListed() {
        var ended = cli.run("tools", "list");
        assertThat(ended.exit()).isZero();
        assertThat(ended.stdout()).startsWith("python  ").hasLineCount(1);
    }

    @Test
    void descriptorsAreThoseOfTheModelContextProtocol() {
        var tools = cli.run("tools", "list", "-o", "json").list();
        assertThat(tools)
                .singleElement()
                .satisfies(tool -> assertThat(tool)
                        .containsEntry("name", "python")
                        .containsKeys("title", "description", "inputSchema", "annotations"));
        assertThat(Json.parse(cli.run("tools", "show", "python", "-o", "json").stdout()))
                .isEqualTo(tools.get(0));
    }

    @Test
    void showForPeople() {
        assertThat(cli.run("tools", "show", "python").stdout())
                .startsWith("python: ")
                .contains("\"code\"");
    }

    @Test
    void aToolThatOneMayNotCallLooksLikeNone() {
        var notPermitted = cli.run("tools", "show", "shell");
        assertThat(notPermitted.exit()).isEqualTo(3);
        assertThat(notPermitted.stdout()).isEmpty();
        assertThat(notPermitted).isEqualTo(cli.run("tools", "show", "nosuch"));
    }

    @Test
    void optionsOfAllCommandsMayStandAnywhere() {
        String file = cli.folder.resolve("toolrun.yaml").toString();
        cli.environment.remove("TOOLRUN_CONFIG");
        String[] last = {"tools", "list", "-c", file, "-o", "json"};
        assertThat(cli.run(last).list()).hasSize(1);
        assertThat(cli.run("-c", file, "-o", "json", "tools", "list")).isEqualTo(cli.run(last));
        assertThat(cli.run("tools", "-o", "json", "-c", file, "list")).isEqualTo(cli.run(last));
    }
}
