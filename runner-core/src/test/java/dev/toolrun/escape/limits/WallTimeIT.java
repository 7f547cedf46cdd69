package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a tool does to outlast its deadline: it ends, nothing of it is left, and what it wrote is kept. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class WallTimeIT {
    @Parameter
    private boolean ready;

    private static final String IGNORES_EVERY_SIGNAL = """
            import signal, time
            for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(1)
            """;
    private static final String BECOMES_A_DAEMON = """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.closerange(0, 3)
                time.sleep(600)
            os.wait()
            """;
    private static final String ITS_CHILDREN_KEEP_THE_PIPES = """
            import os, time
            for i in range(20):
                if os.fork() == 0:
                    os.setsid()
                    while True:
                        time.sleep(1)
            time.sleep(600)
            """;
    private static final String CLOSES_ITS_OUTPUT = """
            import os, time
            os.closerange(0, 1000)
            time.sleep(600)
            """;
    private static final String STOPS_ITSELF = """
            import os, signal
            os.kill(os.getpid(), signal.SIGSTOP)
            """;
    private static final String STOPS_EVERYTHING = """
            import os, signal
            while os.fork() == 0:
                os.setsid()
                os.kill(-1, signal.SIGSTOP)
            os.kill(-1, signal.SIGSTOP)
            os.kill(1, signal.SIGSTOP)
            os.kill(0, signal.SIGSTOP)
            """;
    private static final String WAITS_IN_VFORK = """
            import ctypes
            libc = ctypes.CDLL(None)
            if libc.vfork() == 0:
                libc.sleep(600)
            """;
    private static final String LOADS_THE_TMPFS = """
            import os
            for i in range(8):
                if os.fork() == 0:
                    break
            while True:
                with open('/tmp/%d' % os.getpid(), 'wb', buffering=0) as f:
                    os.posix_fallocate(f.fileno(), 0, 6 << 20)
                    f.write(bytes(6 << 20))
                os.remove('/tmp/%d' % os.getpid())
            """;
    private static final String MAPS_AND_UNMAPS = """
            import mmap, os
            for i in range(8):
                if os.fork() == 0:
                    break
            while True:
                with open('/tmp/%d' % os.getpid(), 'w+b') as f:
                    f.truncate(1 << 30)
                    with mmap.mmap(f.fileno(), 1 << 30) as mapped:
                        for at in range(0, 1 << 30, 1 << 22):
                            mapped[at] = 1
            """;

    @TempDir
    private Path state;

    static List<String> ways() {
        return List.of(
                IGNORES_EVERY_SIGNAL,
                BECOMES_A_DAEMON,
                ITS_CHILDREN_KEEP_THE_PIPES,
                CLOSES_ITS_OUTPUT,
                STOPS_ITSELF,
                STOPS_EVERYTHING,
                WAITS_IN_VFORK,
                LOADS_THE_TMPFS,
                MAPS_AND_UNMAPS);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void itEndsAndItsOutputIsKept(String code) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().wallMillis(2000))
                .runUntil(Reason.TIMEOUT, "open('out/kept', 'w').write('kept')\nprint('before')\n" + code);
        assertThat(result.stdout().text()).isEqualTo("before\n");
        assertThat(result.artifacts())
                .singleElement()
                .satisfies(kept -> assertThat(kept.name()).isEqualTo("kept"));
        assertThat(result.usage().wallMs()).isNotNull().isGreaterThanOrEqualTo(2000);
    }

    @Test
    void aToolThatNeverReadsItsInputIsNoDifferent() {
        LimitedPython python =
                LimitedPython.with(state, ready, TestLimits.generous().wallMillis(2000));
        ToolResult result = python.run("import time; print('before'); time.sleep(600)", "x".repeat(1_000_000));
        python.inTime(Reason.TIMEOUT, result);
        assertThat(result.stdout().text()).isEqualTo("before\n");
    }

    @Test
    void aBusyToolWithHardlyAnyShareIsEndedToo() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().cpus(0.05).wallMillis(4000))
                .run("""
                import os
                os.write(1, b'before')
                for i in range(40):
                    if os.fork() == 0:
                        while True:
                            pass
                while True:
                    pass
                """);
        assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(result.stdout().text()).isEqualTo("before");
    }
}
