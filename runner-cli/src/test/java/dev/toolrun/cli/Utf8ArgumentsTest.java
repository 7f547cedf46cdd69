package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Utf8ArgumentsTest {
    private static final String LOST = "\ufffd\ufffd";

    @TempDir
    private Path folder;

    private Path commandLine;

    @BeforeEach
    void commandLine() throws IOException {
        commandLine = folder.resolve("cmdline");
        write("java\0-cp\0x\0Main\0exec\0\0code=é\0");
    }

    @Test
    void whatJavaCouldNotDecodeIsReadAgain() {
        assertThat(Utf8Arguments.of(commandLine, "exec", "", "code=" + LOST)).containsExactly("exec", "", "code=é");
        assertThat(Utf8Arguments.of(commandLine, "exec", "", "code=Ã©")).containsExactly("exec", "", "code=é");
        assertThat(Utf8Arguments.of(commandLine, "exec", "", "code=é")).containsExactly("exec", "", "code=é");
    }

    @Test
    void aReplacementCharacterMayBeMeant() throws IOException {
        write("java\0Main\0" + LOST + "\0");
        assertThat(Utf8Arguments.of(commandLine, LOST)).containsExactly(LOST);
    }

    @Test
    void whatIsNotUtf8IsWrongUsage() throws IOException {
        Files.write(commandLine, "java\0Main\0exec\0code=é\0".getBytes(StandardCharsets.ISO_8859_1));
        RunnerException refused =
                catchThrowableOfType(RunnerException.class, () -> Utf8Arguments.of(commandLine, "exec", "code=\ufffd"));
        assertThat(refused.reason()).isEqualTo(Reason.INVALID_USAGE);
        assertThat(refused.hint()).contains("argument 2");
    }

    @Test
    void aCommandLineOfOthersIsNotUsed() throws IOException {
        assertThat(Utf8Arguments.of(commandLine, "check", "", "code=" + LOST))
                .containsExactly("check", "", "code=" + LOST);
        write("java\0");
        assertThat(Utf8Arguments.of(commandLine, "exec", LOST)).containsExactly("exec", LOST);
        Files.delete(commandLine);
        assertThat(Utf8Arguments.of(commandLine, "exec", LOST)).containsExactly("exec", LOST);
    }

    private void write(String text) throws IOException {
        Files.writeString(commandLine, text);
    }
}
