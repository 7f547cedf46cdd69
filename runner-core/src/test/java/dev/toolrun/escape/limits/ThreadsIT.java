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

/** Threads count as processes do. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class ThreadsIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void startingOneTooManyFailsAndIsNamed() {
        ToolResult result =
                LimitedPython.with(state, ready, TestLimits.generous().pids(20)).run("""
                import os, threading, time
                made = 1
                try:
                    while True:
                        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                        made += 1
                except RuntimeError:
                    print(made)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("19\n");
        assertThat(result.limitsHit()).containsExactly("pids");
    }
}
