package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TestCalls;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.Redaction;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a tool leaves in {@code /workspace/out}: what comes out are its own files, under safe names, within limits. */
@RequiresEngine
class ArtifactsIT {
    @TempDir
    private static Path state;

    private static ToolRunner runner;

    @BeforeAll
    static void open() {
        RunnerConfig config = TestHost.config(state.resolve("artifacts"));
        ToolDefinition python = config.tools().find("python");
        Limits d = Limits.DEFAULT;
        Limits manyFiles = new Limits(
                1,
                1L << 30,
                64,
                1024,
                d.wallTime(),
                d.cpuTime(),
                1024,
                1024,
                1 << 20,
                1L << 29,
                300_000,
                1 << 20,
                1024,
                3);
        runner = ToolRunner.open(
                config.withTools(List.of(python, TestCalls.with(python, "many", List.of(), manyFiles))));
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @Test
    void filesComeOutAsTheToolWroteThem() throws IOException {
        ToolResult result = python("""
                import os
                assert os.stat('out').st_mode & 0o777 == 0o700
                os.makedirs('out/a/b')
                open('out/a/b/c.csv', 'w').write('x,y\\n')
                open('out/plot.png', 'wb').write(bytes(range(256)) * 4000)
                open('out/empty', 'w').close()
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts()).extracting(Artifact::name).containsExactly("a/b/c.csv", "empty", "plot.png");
        assertThat(result.artifacts())
                .extracting(Artifact::mediaType)
                .containsExactly("text/csv", "application/octet-stream", "image/png");
        byte[] plot = result.artifacts().get(2).content().open().readAllBytes();
        assertThat(plot).hasSize(1_024_000).startsWith(0, 1, 2).endsWith(253, 254, 255);
        assertThat(result.artifacts().get(0).sha256())
                .isEqualTo("9c6536d38fa37da58fac066342747e6d20fdace12ab5b287cf04506f2afe95b0");
        assertThat(result.redactions()).isEmpty();
        assertThat(result.limitsHit()).isEmpty();
    }

    @Test
    void nothingIsFollowedAndNothingWaitedFor() {
        ToolResult result = python("""
                import os, socket
                os.symlink('/etc/passwd', 'out/file')
                os.symlink('/proc/1', 'out/directory')
                os.symlink('../main.py', 'out/own')
                os.mkfifo('out/fifo')
                socket.socket(socket.AF_UNIX).bind('out/socket')
                for made in range(5):
                    try:
                        os.mknod('out/device%d' % made, 0o20600, os.makedev(1, 3))
                    except OSError:
                        pass
                open('out/unreadable', 'w').close()
                os.chmod('out/unreadable', 0)
                os.makedirs('out/closed')
                open('out/closed/file', 'w').close()
                os.chmod('out/closed', 0)
                os.makedirs('out' + '/d' * 30)
                open('out' + '/d' * 30 + '/file', 'w').close()
                open('out' + '/d' * 7 + '/file', 'w').close()
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts()).extracting(Artifact::name).containsExactly("d/d/d/d/d/d/d/file");
        assertThat(counts(result))
                .isEqualTo(Map.of(
                        "artifact-link", 3L,
                        "artifact-special", 2L,
                        "artifact-unreadable", 2L,
                        "artifact-too-deep", 1L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "os.rmdir('out'); os.symlink('/', 'out') | artifact-link",
                "os.rmdir('out'); os.symlink('/proc/1/root', 'out') | artifact-link",
                "os.rmdir('out'); open('out', 'w').close() | artifact-unreadable",
                "os.rmdir('out'); os.mkfifo('out') | artifact-unreadable",
                "os.chmod('out', 0) | artifact-unreadable",
                "os.chmod('/workspace', 0) | artifact-unreadable",
            })
    void theDirectoryItselfIsNotFollowedEither(String code, String rule) {
        ToolResult result = python("import os; " + code);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts()).isEmpty();
        assertThat(counts(result)).isEqualTo(Map.of(rule, 1L));
    }

    @Test
    void aToolMayRemoveTheDirectoryOrMakeAnother() {
        ToolResult removed = python("import os; os.rmdir('out')");
        assertThat(removed.redactions()).isEmpty();
        ToolResult made =
                python("import os; os.rename('out', 'old'); os.mkdir('out'); open('out/x', 'w').write('new')");
        assertThat(text(made, "x")).isEqualTo("new");
    }

    @Test
    void hostileNamesComeOutSafe() {
        ToolResult result = python("""
                import os
                for name in (b'\\xff\\xfe', b'new\\nline', b'\\x1b[2Jcls', '\\u202egnp.exe'.encode(), b'.bashrc', b'-rf', b'a\\\\b',
                             b'Same', b'same', b'...', b'x' * 255):
                    open(b'out/' + name, 'w').close()
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts())
                .extracting(Artifact::name)
                .containsExactlyInAnyOrder(
                        "__",
                        "new_line",
                        "_[2Jcls",
                        "_gnp.exe",
                        "_.bashrc",
                        "_-rf",
                        "a_b",
                        "Same",
                        "same~2",
                        "_...",
                        "x".repeat(40) + "~");
        assertThat(counts(result)).isEqualTo(Map.of("artifact-renamed", 10L));
    }

    @Test
    void bytesAndNumberAreLimitedAndHolesCount() {
        ToolResult big = python("""
                import os
                with open('out/sparse', 'wb') as f:
                    f.truncate(60 << 20)
                open('out/fits', 'wb').write(b'x' * (9 << 20))
                """);
        assertThat(big.artifacts()).extracting(Artifact::name).containsExactly("fits");
        assertThat(big.limitsHit()).contains("artifacts");
        assertThat(counts(big)).isEqualTo(Map.of("artifact-over-bytes", 1L));
        ToolResult many = python("for i in range(25): open('out/%d' % i, 'w').close()");
        assertThat(many.artifacts()).hasSize(20);
        assertThat(many.limitsHit()).containsExactly("artifactFiles");
        assertThat(counts(many)).isEqualTo(Map.of("artifact-over-files", 5L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import time; time.sleep(60) | TIMEOUT",
                "while True: pass | TIMEOUT",
                "x = bytearray(10**9) | OUT_OF_MEMORY",
                "import sys; [sys.stdout.write('x' * 10**6) for i in range(100)] | OUTPUT_LIMIT",
                "raise SystemExit(3) | NONZERO_EXIT",
            })
    void filesBeforeAStopAreKept(String ending, Reason reason) {
        Duration wallTime = Duration.ofSeconds(reason == Reason.TIMEOUT ? 3 : 10);
        ToolResult result =
                runner.run(ToolCall.of("python", Map.of("code", "open('out/x', 'w').write('kept')\n" + ending))
                        .withWallTime(wallTime));
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(text(result, "x")).isEqualTo("kept");
    }

    @Test
    void filesBeforeACancelAreKept() throws InterruptedException {
        AtomicReference<ToolResult> result = new AtomicReference<>();
        Thread caller =
                new Thread(() -> result.set(python("open('out/x', 'w').write('kept')\nimport time; time.sleep(60)")));
        caller.start();
        Thread.sleep(2500);
        caller.interrupt();
        caller.join(30_000);
        assertThat(result.get().reason()).isEqualTo(Reason.CANCELLED);
        assertThat(text(result.get(), "x")).isEqualTo("kept");
    }

    /** Nothing that swaps files for links is alive any more when they are read. */
    @Test
    void aDaemonThatGoesOnChangingThingsIsGoneFirst() {
        ToolResult result = python("""
                import os
                for child in range(8):
                    if os.fork() == 0:
                        os.setsid()
                        while True:
                            try:
                                os.symlink('/etc/passwd', 'out/t%d' % child)
                                os.rename('out/t%d' % child, 'out/x%d' % child)
                                open('out/t%d' % child, 'w').write('own')
                                os.rename('out/t%d' % child, 'out/x%d' % child)
                            except OSError:
                                pass
                import time
                time.sleep(0.3)
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts())
                .allSatisfy(artifact -> assertThat(text(artifact)).isIn("own", ""));
    }

    @Test
    void moreThanCanBeLookedAtIsCutAndSaidSo() {
        ToolResult result = runner.run(ToolCall.of("many", Map.of("code", """
                import os
                for i in range(120000):
                    os.symlink('x', 'out/%d' % i)
                """)));
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(counts(result)).containsEntry("artifacts-cut", 1L);
        assertThat(counts(result).get("artifact-link")).isBetween(1L, 100_000L);
    }

    private static ToolResult python(String code) {
        return runner.run(ToolCall.of("python", Map.of("code", code)));
    }

    private static Map<String, Long> counts(ToolResult result) {
        return result.redactions().stream().collect(Collectors.toMap(Redaction::rule, Redaction::count));
    }

    private static String text(ToolResult result, String name) {
        return result.artifacts().stream()
                .filter(artifact -> artifact.name().equals(name))
                .map(ArtifactsIT::text)
                .findAny()
                .orElse("(no such artifact: " + result + ")");
    }

    private static String text(Artifact artifact) {
        try {
            return new String(artifact.content().open().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
