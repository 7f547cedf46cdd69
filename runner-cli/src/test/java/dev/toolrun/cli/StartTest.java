package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What asks for nothing but words must not wait for libraries to be loaded. */
class StartTest {

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "exec --help", "exec --bogus"})
    void onlyWordsNeedNoLibraries(String line) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.toolrun.cli.Main"));
        command.addAll(List.of(line.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(line.contains("bogus") ? 2 : 0);
        assertThat(loaded).contains("picocli.CommandLine");
        assertThat(loaded.lines().filter(StartTest::isOfALibrary)).isEmpty();
    }

    private static boolean isOfALibrary(String line) {
        return line.matches(".*\\] (com\\.(fasterxml|github|networknt|nimbusds)|org\\.(yaml|slf4j|apache|hibernate)"
                + "|dev\\.toolrun\\.(config\\.[A-Za-z]*File|sandbox\\.docker|validation|json))\\..*");
    }
}
