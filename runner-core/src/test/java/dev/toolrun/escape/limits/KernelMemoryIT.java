package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool parks in the kernel (pipes, sockets) is memory of the sandbox as well. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class KernelMemoryIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(strings = {"os.pipe()", "[s.detach() for s in socket.socketpair()]"})
    void moreThanAllowedIsNeverHad(String pair) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(32))
                .run("""
                import os, socket, time
                parked, processes = 0, 0
                while processes < 8 and os.fork() == 0:
                    processes += 1
                for i in range(500):
                    inside, outside = PAIR
                    os.set_blocking(outside, False)
                    try:
                        while True:
                            parked += os.write(outside, bytes(65536))
                    except BlockingIOError:
                        pass
                print('parked', parked)
                time.sleep(3)
                """.replace("PAIR", pair));
        assertThat(result.usage().peakMemoryBytes()).isNotNull().isLessThanOrEqualTo(32L << 20);
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OUT_OF_MEMORY);
    }
}
