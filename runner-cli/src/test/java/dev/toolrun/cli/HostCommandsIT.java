package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresEngine
class HostCommandsIT {
    @TempDir
    private Path folder;

    private ToolrunProcess toolrun;

    @BeforeEach
    void prepare() throws IOException {
        toolrun = new ToolrunProcess(folder);
    }

    @Test
    void examplesAreAsExpected() throws Exception {
        var ended = toolrun.run("images", "verify", "shell", "-o", "json");
        assertThat(ended.exit()).as(ended.stdout()).isZero();
        assertThat(CommandLineRun.objects(Json.parse(ended.stdout())))
                .isNotEmpty()
                .allSatisfy(example ->
                        assertThat(example).containsEntry("tool", "shell").containsEntry("ok", true));
    }

    @Test
    void ofAnImageTheToolsThatMayBeCalledAreVerified() throws Exception {
        Files.writeString(folder.resolve("mine.yaml"), """
                name: mine
                description: Says one.
                inputSchema: {type: object}
                image: toolrun/shell
                command: [echo, one]
                examples: [{title: right, params: {}, expect: {reason: ok, stdout: "one\\n"}}]
                """);
        String policy = toolrun.configuration("tools: [mine.yaml]\n").replace("tool: \"*\"", "tool: mine");
        Path config = Files.writeString(folder.resolve("toolrun.yaml"), policy);
        var ended = toolrun.run("images", "verify", "toolrun/shell", "-c", config.toString());
        assertThat(ended.exit()).as(ended.stdout()).isZero();
        assertThat(ended.stdout())
                .isEqualTo("ok      mine: right\nskipped shell: you may not call it.\n1 example, 0 failed.\n");
    }

    @Test
    void anExampleThatFailsIsNamedWithWhatDiffers() throws Exception {
        Files.writeString(folder.resolve("wrong.yaml"), """
                name: wrong
                description: Its examples are wrong.
                inputSchema: {type: object}
                image: toolrun/shell
                command: [sh, -c, "echo one; exit 3"]
                examples:
                  - title: right
                    params: {}
                    expect: {reason: nonzero_exit, exitCode: 3, stdout: "one\\n"}
                  - title: not right
                    params: {}
                    expect: {reason: ok, exitCode: 0, stdout: "two\\n", stderrContains: three}
                """);
        Path config = Files.writeString(folder.resolve("toolrun.yaml"), toolrun.configuration("tools: [wrong.yaml]\n"));
        var ended = toolrun.run("images", "verify", "wrong", "-c", config.toString());
        assertThat(ended.exit()).as(ended.stderr()).isEqualTo(1);
        assertThat(ended.stdout())
                .contains("ok      wrong: right\n", "FAILED  wrong: not right\n", "2 examples, 1 failed.")
                .contains("expected is ok", "exit code is 3", "\"one\\n\"", "does not contain \"three\"");
    }

    @Test
    void aRateLimitIsWaitedFor() throws Exception {
        Files.writeString(folder.resolve("twice.yaml"), """
                name: twice
                description: Has two examples.
                inputSchema: {type: object}
                image: toolrun/shell
                command: ["true"]
                examples:
                  - {title: first, params: {}, expect: {reason: ok}}
                  - {title: second, params: {}, expect: {reason: ok}}
                """);
        Path config = Files.writeString(
                folder.resolve("toolrun.yaml"),
                toolrun.configuration("tools: [twice.yaml]\nrateLimits: {perUser: {calls: 1, per: 15s}}\n"));
        var ended = toolrun.run("images", "verify", "twice", "-c", config.toString());
        assertThat(ended.exit()).as(ended.stdout()).isZero();
        assertThat(toolrun.run("audit", "show", "--result", "denied", "-c", config.toString())
                        .stdout())
                .contains("rate_limited");
    }

    @Test
    void imagesAreListed() throws Exception {
        assertThat(toolrun.run("images", "list").stdout()).containsPattern("toolrun/python +sha256:.* MB +present");
    }

    @Test
    void doctorExitsByWhatItFinds() throws Exception {
        var ended = toolrun.run("doctor", "-o", "json");
        List<Object> levels = CommandLineRun.objects(Json.parse(ended.stdout())).stream()
                .map(finding -> finding.get("level"))
                .toList();
        assertThat(levels).isNotEmpty().isSubsetOf("ok", "weak", "failed");
        assertThat(ended.exit()).isEqualTo(levels.contains("failed") || levels.contains("weak") ? 1 : 0);
    }

    @Test
    void reapRemovesNothingThatIsInUse() throws Exception {
        Process process = toolrun.start("exec", "shell", "-p", "script=sleep 3; echo alive");
        ToolrunProcess.awaitContainerOf(process);
        var reaped = new ToolrunProcess(folder.resolve("other")).run("reap", "-o", "json");
        assertThat(reaped.exit()).isZero();
        assertThat(Json.parse(reaped.stdout())).isInstanceOf(List.class);
        assertThat(toolrun.end(process).stdout()).isEqualTo("alive\n");
    }
}
