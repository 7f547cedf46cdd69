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

/** More processes get no more of the processors than one share. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class CpuShareIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void manyProcessesShareOneShare() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().cpus(0.5))
                .run("""
                import os, time
                until = time.monotonic() + 3
                for i in range(8):
                    if os.fork() == 0:
                        while time.monotonic() < until:
                            pass
                        os._exit(0)
                for i in range(8):
                    os.wait()
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.usage().cpuMs()).isNotNull();
        assertThat(result.usage().wallMs()).isNotNull();
        double share = (double) result.usage().cpuMs() / result.usage().wallMs();
        assertThat(share).isLessThan(0.7);
    }
}
