package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.config.RunnerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is real: its program compiles, its configuration is valid. */
class ReadmeTest {
    @TempDir
    private Path folder;

    @Test
    void theProgramCompiles() throws IOException {
        assertThat(compiledExample(folder)).exists();
    }

    @Test
    void theConfigurationIsValid() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Files.writeString(tools.resolve("word_count.yaml"), block("yaml", "# tools/word_count.yaml"));
        Path file = folder.resolve("toolrun.yaml");
        Files.writeString(file, block("yaml", "# toolrun.yaml"));
        RunnerConfig config = RunnerConfig.load(file);
        assertThat(config.tools().find("word_count")).isNotNull();
        assertThat(config.tools().find("python")).isNotNull();
    }

    /** Compiles the README's program into a folder. */
    static Path compiledExample(Path folder) throws IOException {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, block("java", "import dev.toolrun.ToolRunner;"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        source.toString());
        assertThat(status).isZero();
        return folder.resolve("Example.class");
    }

    private static String block(String language, String firstLine) throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("toolrun.checkout"), "README.md"));
        Matcher matcher = Pattern.compile(
                        "```" + language + "\n(" + Pattern.quote(firstLine) + "\n.*?)```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(matcher.find()).as("a block that begins with " + firstLine).isTrue();
        return matcher.group(1);
    }
}
