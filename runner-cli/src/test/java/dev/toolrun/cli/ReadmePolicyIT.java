package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the READMEs tell a newcomer to type, typed as it stands. */
@RequiresEngine
class ReadmePolicyIT {
    @TempDir
    private Path folder;

    /** From top to bottom; alice is whoever runs this. */
    @Test
    void yourOwnToolAndPolicy() throws IOException, InterruptedException {
        Path state = Files.createDirectory(folder.resolve("state"));
        new ToolrunProcess(state); // the images built for tests
        ToolrunScript script = ReadmePolicyTest.prepare(folder, state);
        Path configuration = folder.resolve("toolrun.yaml");
        String own = Files.readString(configuration).replace("[alice]", "[" + System.getProperty("user.name") + "]");
        Files.writeString(configuration, own);
        List<String> printed = ReadmeCommands.type(ReadmePolicyTest.walk().lines(), script, folder);
        assertThat(printed).contains("3\n");
        assertThat(printed.get(printed.size() - 1)).isEqualTo("1:hello world\n");
    }

    @Test
    void theDemo() throws IOException, InterruptedException {
        new ToolrunProcess(folder); // the images built for tests
        ExampleDemo demo = ExampleDemo.make(folder, "");
        var walk = new ReadmeCommands("examples/README.md", "# A demo, and tools to copy", "## The tools");
        List<String> lines = walk.lines();
        assertThat(lines.subList(0, 2)).containsExactly("./make ../demo", "cd ../demo");
        List<String> printed =
                ReadmeCommands.type(lines.subList(2, lines.size()), new ToolrunScript(folder, ""), demo.folder);
        assertThat(printed).anyMatch(text -> text.contains("report-agent"));
        assertThat(printed).anyMatch(text -> text.contains("permissions[0].roles.analyst.parameters"));
        assertThat(demo.folder.resolve("june/reports/june.txt")).hasContent("2 of 3");
    }
}
