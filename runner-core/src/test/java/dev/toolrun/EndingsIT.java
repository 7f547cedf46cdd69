package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Status;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a tool can end, by tools that really end that way. */
@RequiresEngine
@Tag("core")
class EndingsIT {
    @TempDir
    private static Path state;

    private static ToolRunner runner;

    @BeforeAll
    static void open() {
        runner = ToolRunner.open(TestHost.config(state.resolve("endings")));
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @Test
    void successReturnsTheOutputAndTheFigures() {
        ToolResult result = python("print(6*7)");
        assertThat(result.outcome()).isEqualTo(new Outcome.Completed(Reason.OK, 0, null));
        assertThat(result.stdout().text()).isEqualTo("42\n");
        assertThat(result.stderr().text()).isEmpty();
        assertThat(result.started()).isTrue();
        assertThat(result.usage().wallMs()).isNotNull().isPositive();
        assertThat(result.usage().cpuMs()).isNotNull();
        assertThat(result.usage().peakMemoryBytes()).isNotNull().isPositive();
        assertThat(result.auditSequence()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3 | NONZERO_EXIT | 3",
                "exit 137 | NONZERO_EXIT | 137",
                "exit 139 | NONZERO_EXIT | 139",
                "kill -9 $$ | SIGNAL | ",
                "kill -15 $$ | SIGNAL | ",
                "exec >&- 2>&-; exit 4 | NONZERO_EXIT | 4",
                "sleep 300 & exit 0 | OK | 0",
                "setsid sleep 300 & setsid setsid sleep 300 & exit 5 | NONZERO_EXIT | 5",
                "cat >/dev/null; exit 6 | NONZERO_EXIT | 6"
            })
    void aToolEndsAsItEnded(String script, Reason reason, Integer exitCode) {
        ToolResult result = shell(script);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.status()).isEqualTo(Status.COMPLETED);
        assertThat(((Outcome.Completed) result.outcome()).exitCode()).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo started; sleep 60",
                "echo started; trap '' TERM INT HUP; while :; do sleep 1; done",
                "echo started; setsid sleep 60 & wait",
                "echo started; exec >&- 2>&-; sleep 60"
            })
    void theDeadlineEndsItAndKeepsTheOutput(String script) {
        long start = System.nanoTime();
        ToolResult result =
                runner.run(ToolCall.of("shell", Map.of("script", script)).withWallTime(Duration.ofMillis(700)));
        assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(result.status()).isEqualTo(Status.STOPPED);
        assertThat(result.stdout().text()).isEqualTo("started\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void memoryEndsItWhoeverTookIt() {
        assertThat(python("x = bytearray(10**9)").reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        ToolResult childUnderAParentThatExitsWell = python("""
                import os
                if os.fork() == 0:
                    x = bytearray(10**9)
                os.wait()
                os._exit(0)
                """);
        assertThat(childUnderAParentThatExitsWell.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void outputWithoutEndEndsItInConstantMemory() {
        ToolResult result = shell("echo first; yes | head -c 2000000; while :; do head -c 1000000 /dev/zero; done");
        assertThat(result.reason()).isEqualTo(Reason.OUTPUT_LIMIT);
        assertThat(result.stdout().truncated()).isTrue();
        assertThat(result.stdout().text()).startsWith("first\ny\ny\n");
        assertThat(result.stdout().bytes()).isBetween(64L << 20, 65L << 20);
    }

    @Test
    void moreOutputThanIsKeptIsCutAndCounted() {
        ToolResult result = shell("echo first; yes x | head -c 3000000; echo; echo last");
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().bytes()).isEqualTo(3_000_012);
        assertThat(result.stdout().text()).startsWith("first\nx\nx").endsWith("x\n\nlast\n");
        assertThat(result.stdout().omittedBytes()).isEqualTo(3_000_012 - (1 << 20));
    }

    @Test
    void processesBeyondTheLimitFailTheToolsOwnCall() {
        ToolResult result = python("""
                import os, time
                try:
                    for i in range(1000):
                        if os.fork() == 0:
                            time.sleep(60)
                except BlockingIOError as e:
                    print(e.errno)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("11\n");
        assertThat(result.limitsHit()).contains("pids");
    }

    @Test
    void controlCharactersAreMadeVisible() {
        ToolResult result = shell("printf 'a\\033[2J\\000b\\302\\233c\\342\\200\\256d'");
        assertThat(result.stdout().text()).isEqualTo("a\\x1b[2J\\x00b\\x9bc\\u202ed");
        assertThat(result.redactions())
                .singleElement()
                .satisfies(r -> assertThat(r.count()).isEqualTo(4));
    }

    @Test
    void argumentsAndFilesArriveByteForByte() {
        String hostile = "a'b\"c\\d $(id) `id` ;\n\t{{code}} é😀";
        ToolResult result = runner.run(ToolCall.of(
                "python",
                Map.of(
                        "code",
                        "import sys; print(ascii(sys.argv[1:])); print(ascii(sys.stdin.read()))",
                        "args",
                        List.of(hostile, ""),
                        "stdin",
                        hostile)));
        String[] lines = result.stdout().text().split("\n");
        String expected = "a\\'b\"c\\\\d $(id) `id` ;\\n\\t{{code}} \\xe9\\U0001f600";
        assertThat(lines[0]).isEqualTo("['" + expected + "', '']");
        assertThat(lines[1]).isEqualTo("'" + expected + "'");
    }

    @Test
    void anInterruptCancelsTheCall() throws InterruptedException {
        AtomicReference<ToolResult> result = new AtomicReference<>();
        Thread caller = new Thread(() -> result.set(shell("echo started; sleep 60")));
        caller.start();
        Thread.sleep(2500);
        caller.interrupt();
        caller.join(30_000);
        assertThat(result.get().reason()).isEqualTo(Reason.CANCELLED);
        assertThat(result.get().stdout().text()).isEqualTo("started\n");
        assertThat(result.get().auditSequence()).isNotNull();
    }

    private static ToolResult python(String code) {
        return runner.run(ToolCall.of("python", Map.of("code", code)));
    }

    private static ToolResult shell(String script) {
        return runner.run(ToolCall.of("shell", Map.of("script", script)));
    }
}
