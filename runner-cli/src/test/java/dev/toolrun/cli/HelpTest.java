package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
    }

    static Stream<String> commands() {
        var terminal = new Terminal(
                Map.of(),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false);
        return names("", Toolrun.commandLine(terminal, new Cancellation(), null));
    }

    static Stream<String> configuredCommands() {
        return commands().filter(command -> !command.equals("config schema"));
    }

    private static Stream<String> names(String prefix, CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .flatMap(entry -> entry.getValue().getSubcommands().isEmpty()
                        ? Stream.of(prefix + entry.getKey())
                        : names(prefix + entry.getKey() + " ", entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfByAnExample(String command) {
        var ended = cli.run((command + " --help").split(" "));
        assertThat(ended.exit()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout())
                .startsWith("Usage: toolrun " + command + " ")
                .containsPattern("Examples?:\n  .*toolrun " + command)
                .contains("-c, --config=FILE", "-o, --output=text|json", "-h, --help");
    }

    @ParameterizedTest
    @MethodSource("configuredCommands")
    void everyCommandNamesTheFileThatIsMissing(String command) {
        String needed = command.matches("exec|check|tools show|images pin|keys revoke")
                ? " x"
                : Map.of("keys create", " --user u --role r", "audit prove", " 1", "audit report", " --html x")
                        .getOrDefault(command, "");
        String[] args = (command + needed + " -c none.yaml").split(" ");
        var ended = cli.run(args);
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(2);
        assertThat(ended.stdout() + ended.stderr()).contains("none.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tools", "images", "keys", "audit", "config", "tolos list", "exec python -o xml", "--no"})
    void wrongUsageIsOneLine(String line) {
        var ended = cli.run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).startsWith("toolrun: ").hasLineCount(1);
    }

    @Test
    void helpIsNoResultObject() {
        var ended = cli.run("exec", "-o", "json", "--help");
        assertThat(ended.exit()).isZero();
        assertThat(ended.stdout()).startsWith("Usage: ");
    }

    @Test
    void version() {
        assertThat(cli.run("--version").stdout()).startsWith("toolrun ").hasLineCount(1);
    }
}
