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

/** Processor time of all processes together ends the call, however it is spent. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class CpuTimeIT {
    @Parameter
    private boolean ready;

    private static final String ONE = "while True: pass";
    private static final String MANY = """
            import os
            for i in range(20):
                if os.fork() == 0:
                    break
            while True:
                pass
            """;
    private static final String SHORT_LIVED = """
            import os
            while True:
                if os.fork() == 0:
                    sum(range(100000))
                    os._exit(0)
                os.wait()
            """;
    private static final String DAEMON = """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    while True:
                        pass
                os._exit(0)
            time.sleep(60)
            """;
    private static final String THREADS = """
            import hashlib, threading
            def work():
                while True:
                    hashlib.sha256(bytes(1 << 20)).digest()
            for i in range(8):
                threading.Thread(target=work).start()
            """;
    private static final String IN_THE_KERNEL = """
            import os
            zero = os.open('/dev/zero', os.O_RDONLY)
            while True:
                os.read(zero, 1 << 22)
            """;

    @TempDir
    private Path state;

    static List<String> ways() {
        return List.of(ONE, MANY, SHORT_LIVED, DAEMON, THREADS, IN_THE_KERNEL);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void moreThanAllowedIsStopped(String code) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().cpus(2).cpuMillis(500))
                .runUntil(Reason.CPU_LIMIT, code);
        assertThat(result.usage().cpuMs()).isNotNull().isBetween(500L, 5000L);
    }

    @Test
    void alsoOfAToolThatIsHeldToASmallShare() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().cpus(0.1).cpuMillis(500))
                .runUntil(Reason.CPU_LIMIT, MANY);
        assertThat(result.usage().cpuMs()).isNotNull().isBetween(500L, 5000L);
    }

    @Test
    void waitingTakesNone() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().cpuMillis(1000))
                .run("import time; time.sleep(2)");
        assertThat(result.reason()).isEqualTo(Reason.OK);
    }
}
