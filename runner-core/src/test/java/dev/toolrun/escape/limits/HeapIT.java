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

/** Memory taken as heap: the kernel ends the tool, and the reason says so. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class HeapIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void moreThanAllowedIsStopped() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(64))
                .runUntil(Reason.OUT_OF_MEMORY, """
                print('before')
                taken = []
                while True:
                    taken.append(bytearray(1 << 20))
                """);
        assertThat(result.stdout().text()).isEqualTo("before\n");
        assertThat(result.usage().peakMemoryBytes()).isNotNull().isLessThanOrEqualTo(64L << 20);
    }

    @Test
    void justLessThanAllowedIsFine() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(64))
                .run("""
                taken = bytearray(44 << 20)
                print(len(taken))
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).isEmpty();
        assertThat(result.usage().peakMemoryBytes()).isNotNull().isGreaterThan(44L << 20);
    }
}
