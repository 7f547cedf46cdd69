package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;
    private String file;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        file = folder.resolve("toolrun.yaml").toString();
    }

    private Map<String, Object> json(int exit, String... more) {
        List<String> args = new ArrayList<>(List.of("config", "check", "-o", "json"));
        args.addAll(List.of(more));
        var ended = cli.run(args.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(exit);
        return Json.parseObject(ended.stdout());
    }

    @Test
    void whichFileHoldsAndWhy() throws IOException {
        assertThat(json(0)).containsEntry("file", file).containsEntry("source", "environment");
        assertThat(json(0, "-c", file)).containsEntry("source", "option");
        assertThat(cli.run("config", "check").stdout()).contains(file, "TOOLRUN_CONFIG", "is valid");
        cli.environment.remove("TOOLRUN_CONFIG");
        assertThat(json(0)).containsEntry("file", null).containsEntry("source", "built-in");
        assertThat(cli.run("config", "check").stdout()).contains("built-in", "is valid");
    }

    @Test
    void allProblemsWithTheirLines() throws IOException {
        cli.configure("bogus: 1\nrateLimits: {global: {calls: 0, per: 1m}}\n");
        var check = json(2);
        assertThat(check).containsEntry("valid", false);
        assertThat(CommandLineRun.objects(check.get("problems")))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(problem -> assertThat(problem).containsOnlyKeys("file", "line", "path", "message"));
        var text = cli.run("config", "check");
        assertThat(text.exit()).isEqualTo(2);
        assertThat(text.stdout()).contains(file + ":1:", file + ":2:", "problems");
    }

    @Test
    void aMissingFileIsAProblem() {
        String none = folder.resolve("none.yaml").toString();
        assertThat(json(2, "-c", none)).containsEntry("file", none).containsEntry("valid", false);
    }

    @Test
    void schemasForEditors() {
        for (String line : List.of("config schema", "config schema --tool", "config schema -o json")) {
            var ended = cli.run(line.split(" "));
            assertThat(ended.exit()).isZero();
            assertThat(Json.parseObject(ended.stdout())).containsKeys("$schema", "properties");
        }
    }
}
