package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's examples of configurations, all in one folder, typed as they stand up to what needs an engine. */
class ReadmePolicyTest {
    @TempDir
    private Path folder;

    @Test
    void thePolicyDecidesAsTheReadmeSays() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(section().lines());
        assertThat(lines.remove(lines.size() - 1)).startsWith("./toolrun exec notes_search");
        List<String> printed = ReadmeCommands.type(lines, prepare(folder, folder.resolve("state")), folder);
        assertThat(printed).anyMatch(text -> text.contains("permissions[0].roles.reader.resources.note"));
        assertThat(printed).anyMatch(text -> text.contains("permissions[0].roles.reader.parameters"));
        assertThat(folder.resolve("rita.key")).content().startsWith("toolrun_").hasLineCount(1);
    }

    @Test
    void everyExampleStaysGoodBesideTheOthers() throws IOException, InterruptedException {
        List<String> lines = examples().lines().stream()
                .filter(line -> line.contains("config check"))
                .toList();
        assertThat(lines).hasSize(2);
        ReadmeCommands.type(List.of("mkdir -p notes/shared"), prepare(folder, folder.resolve("state")), folder);
        ReadmeCommands.type(lines, new ToolrunScript(folder.resolve("state"), ""), folder);
        assertThat(folder.resolve("tools")).isDirectoryContaining("glob:**/word_count.yaml");
        assertThat(folder.resolve("tools")).isDirectoryContaining("glob:**/fetch.yaml");
    }

    /** All that is to be typed, up to the policy. */
    static ReadmeCommands walk() throws IOException {
        return new ReadmeCommands("README.md", "## Your own configuration and tools", "### Network");
    }

    private static ReadmeCommands examples() throws IOException {
        return new ReadmeCommands("README.md", "## Your own configuration and tools", "### Tokens");
    }

    static ReadmeCommands section() throws IOException {
        return new ReadmeCommands("README.md", "### Your own policy", "### Network");
    }

    /**
     * Puts the files of all examples and {@code ./toolrun} into a folder.
     *
     * @param state toolrun's {@code XDG_STATE_HOME}
     */
    static ToolrunScript prepare(Path folder, Path state) throws IOException {
        ToolrunScript script = new ToolrunScript(Files.createDirectories(state), "");
        Files.createSymbolicLink(folder.resolve("toolrun"), script.launcher());
        examples().writeFiles(folder);
        return script;
    }
}
