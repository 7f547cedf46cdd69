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

/** Processes without end: the tool's own fork fails, the call ends on time, and nothing is left. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class ForkBombIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void theForkFailsAndIsNamed() {
        ToolResult result =
                LimitedPython.with(state, ready, TestLimits.generous().pids(20)).run("""
                import os, time
                made = 0
                try:
                    while True:
                        if os.fork() == 0:
                            time.sleep(60)
                            os._exit(0)
                        made += 1
                except BlockingIOError as e:
                    print(made, e.errno)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("18 11\n");
        assertThat(result.limitsHit()).containsExactly("pids");
    }

    @Test
    void aBombThatEveryChildLightsIsEndedOnTime() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().wallMillis(2000))
                .runUntil(Reason.TIMEOUT, """
                import os, signal
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                print('lit')
                while True:
                    try:
                        if os.fork() == 0:
                            os.setsid()
                    except OSError:
                        pass
                """);
        assertThat(result.stdout().text()).isEqualTo("lit\n");
        assertThat(result.limitsHit()).containsExactly("pids");
    }

    @Test
    void withinTheLimitNothingIsNamed() {
        ToolResult result =
                LimitedPython.with(state, ready, TestLimits.generous().pids(20)).run("""
                import os, time
                for i in range(18):
                    if os.fork() == 0:
                        time.sleep(60)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).isEmpty();
    }
}
