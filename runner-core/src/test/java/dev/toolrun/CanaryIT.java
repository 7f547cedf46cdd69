package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A secret is given to a tool that runs: what others on the host can list or read does not have it, then or later. */
@RequiresEngine
@Timeout(120)
class CanaryIT {
    private static final String CANARY = "ghp_" + "zY3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";

    @TempDir
    private Path folder;

    @Test
    void itIsInNoListAndNoFileOfOurs() throws Exception {
        RunnerConfig config = TestHost.config(folder.resolve("state"));
        try (ToolRunner runner = ToolRunner.open(config)) {
            var running = CompletableFuture.supplyAsync(() -> runner.run(call()), task -> new Thread(task).start());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !HostProcesses.withCommandLine("sleep 7.65").isEmpty());
            assertNowhere();
            ToolResult result = running.get(90, TimeUnit.SECONDS);
            assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OK);
            assertThat(result.stdout().text()).isEqualTo("[secret-1]\n[secret-1]\n");
        }
        assertNowhere();
    }

    private static ToolCall call() {
        String code = "import subprocess, sys\n"
                + "print('" + CANARY + "')\n"
                + "print(sys.stdin.read())\n"
                + "subprocess.run(['sleep', '7.65'])\n";
        return ToolCall.of("python", Map.of("code", code, "stdin", CANARY))
                .withSession(CANARY)
                .withKey(CANARY);
    }

    private void assertNowhere() throws IOException {
        assertThat(HostProcesses.withCommandLine(CANARY)).isEmpty();
        List<String> containers = TestHost.docker("ps", "--all", "--quiet", "--no-trunc");
        for (String container : containers) {
            assertThat(TestHost.docker("inspect", container)).noneMatch(line -> line.contains(CANARY));
        }
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).allSatisfy(file -> {
                assertThat(file.toString()).doesNotContain(CANARY);
                assertThat(text(file)).as("%s", file).doesNotContain(CANARY);
            });
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
