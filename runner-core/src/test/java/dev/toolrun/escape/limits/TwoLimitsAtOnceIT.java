package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Two limits at once: what was seen first is the reason; what only failed system calls is named beside it. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class TwoLimitsAtOnceIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void memoryBeforeTimeIsMemory() {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(64).cpuMillis(30_000))
                .runUntil(Reason.OUT_OF_MEMORY, """
                import os, time
                if os.fork() == 0:
                    taken = bytearray(1 << 30)
                while True:
                    pass
                """);
    }

    @Test
    void outputBeforeMemoryIsOutput() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(64).outputBytes(1000))
                .run("""
                import os, time
                os.write(1, b'x' * 2000)
                time.sleep(20)
                taken = bytearray(1 << 30)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OUTPUT_LIMIT);
    }

    @Test
    void aKillForMemoryStandsAlsoWhenTheToolEndedItself() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(64).outputBytes(1000))
                .run("""
                import os
                if os.fork() == 0:
                    taken = bytearray(1 << 30)
                os.wait()
                os._exit(3)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void theDeadlineAndProcessorTimeTogetherAreProcessorTimeOnlyWhereItWasUsed() {
        LimitedPython.with(state, ready, TestLimits.generous().wallMillis(2000).cpuMillis(60_000))
                .runUntil(Reason.TIMEOUT, "while True: pass");
    }

    @Test
    void everyLimitThatFailedACallIsNamedBesideTheReason() {
        ToolResult result = LimitedPython.with(
                        state,
                        ready,
                        TestLimits.generous()
                                .pids(10)
                                .openFiles(64)
                                .scratchMiB(8)
                                .scratchFiles(100)
                                .fileSizeMiB(4)
                                .wallMillis(5000))
                .runUntil(Reason.TIMEOUT, """
                import os, time
                def until_it_fails(use):
                    try:
                        while True:
                            use()
                    except OSError:
                        pass
                def write(path):
                    with open(path, 'wb', buffering=0) as f:
                        until_it_fails(lambda: f.write(bytes(1 << 16)))
                for name in '123':
                    write('/tmp/' + name)
                made = iter(range(1000))
                until_it_fails(lambda: os.mkdir('/dev/shm/%d' % next(made)))
                until_it_fails(lambda: os.fork() == 0 and time.sleep(600))
                until_it_fails(lambda: os.open('/dev/null', os.O_RDONLY))
                time.sleep(600)
                """);
        assertThat(result.limitsHit()).containsExactly("pids", "openFiles", "scratch", "scratchFiles", "fileSize");
    }
}
