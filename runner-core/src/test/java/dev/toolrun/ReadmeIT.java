package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program, run as it stands. */
@RequiresEngine
class ReadmeIT {
    @TempDir
    private Path folder;

    @Test
    void theProgramPrintsItsResult() throws IOException, InterruptedException {
        ReadmeTest.compiledExample(folder);
        ProcessBuilder example = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                "Example");
        Path state = folder.resolve("state/toolrun");
        TestHost.config(state);
        example.environment().put("XDG_STATE_HOME", state.getParent().toString());
        Process process = example.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output).isEqualTo("OK: 42\n\n");
    }
}
