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

/** Memory shared between processes counts once they touch it, and huge holes count nothing. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class SharedMemoryIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void moreThanAllowedIsStopped() {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(48)).runUntil(Reason.OUT_OF_MEMORY, """
                import mmap, os
                shared = mmap.mmap(-1, 256 << 20)
                if os.fork() == 0:
                    for at in range(0, 128 << 20, 4096):
                        shared[at] = 1
                    os._exit(0)
                for at in range(128 << 20, 256 << 20, 4096):
                    shared[at] = 1
                """);
    }

    @Test
    void hugeSparseMappingsTakeNothing() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(48))
                .run("""
                import mmap
                with open('/tmp/sparse', 'w+b') as f:
                    f.truncate(1 << 30)
                    mapped = mmap.mmap(f.fileno(), 1 << 30)
                    for at in range(0, 1 << 30, 64 << 20):
                        mapped[at] = 1
                reserved = mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | 0x4000)
                reserved[1 << 39] = 1
                print('fine')
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("fine\n");
    }
}
