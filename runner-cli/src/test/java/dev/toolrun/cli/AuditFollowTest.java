package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit show -f} in a process of its own, which ends by a signal. */
class AuditFollowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path stdout;
    private Process process;

    @BeforeEach
    void prepare() throws IOException {
        new CommandLineRun(folder);
        stdout = folder.resolve("stdout");
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void append(Object... fields) {
        try (var log = new FileAuditLog(folder.resolve("state/audit"), InstantSource.system())) {
            log.append(Json.object(fields));
        }
    }

    private void follow(String... options) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.toolrun.cli.Main",
                "audit",
                "show",
                "-f",
                "-c",
                folder.resolve("toolrun.yaml").toRealPath().toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectOutput(stdout.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        process.getOutputStream().close();
    }

    private List<String> lines() throws IOException {
        String text = Files.readString(stdout, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private List<String> awaitLines(int count) {
        await().atMost(PATIENCE).until(() -> lines().size() >= count);
        try {
            return lines();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void endsWell() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void recordsAreShownAsTheyCome() throws Exception {
        append("event", "refused", "userId", "alice", "toolId", "first");
        append("event", "refused", "userId", "alice", "toolId", "second");
        follow("--user", "alice", "--limit", "1");
        assertThat(awaitLines(2)).hasSize(2).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("SEQ");
            assertThat(lines.get(1)).contains("second");
        });
        append("event", "refused", "userId", "bob", "toolId", "of-bob");
        append("event", "refused", "userId", "alice", "toolId", "th\u001b[2Jird");
        assertThat(awaitLines(3)).hasSize(3).last().asString().contains("th\\x1b[2Jird");
        endsWell();
    }

    @Test
    void jsonIsOneRecordALine() throws Exception {
        follow("-o", "json");
        append("event", "refused", "userId", "alice");
        append("event", "refused", "userId", "bob");
        List<String> lines = awaitLines(2);
        assertThat(Json.parseObject(lines.get(0)))
                .containsEntry("userId", "alice")
                .containsEntry("sequence", 1);
        assertThat(Json.parseObject(lines.get(1))).containsEntry("userId", "bob");
        endsWell();
    }

    @Test
    void aCallWhoseDeadlinePassesIsShownAsUnknown() throws Exception {
        follow("-o", "json", "--result", "unknown");
        append(
                "event",
                "intent",
                "callId",
                "lost",
                "deadline",
                Instant.now().plusMillis(300).toString());
        assertThat(awaitLines(1)).singleElement().asString().contains("\"callId\":\"lost\"", "\"state\":\"unknown\"");
        endsWell();
    }

    @Test
    void aLogThatCannotBeReadIsOurFailure() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        Files.createFile(folder.resolve("state/audit"));
        follow();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(7);
        assertThat(Files.readString(folder.resolve("stderr"))).hasLineCount(1).contains("audit log");
    }
}
