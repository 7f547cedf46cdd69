package dev.toolrun.escape.limits;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that child processes take counts like the tool's own, whatever their parents make of it. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class ChildrensMemoryIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void manySmallOnesAreStopped() {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(64)).runUntil(Reason.OUT_OF_MEMORY, """
                import os, time
                for i in range(40):
                    if os.fork() == 0:
                        taken = bytearray(4 << 20)
                        time.sleep(60)
                time.sleep(60)
                """);
    }

    @Test
    void oneThatIsKilledUnderAParentThatExitsWellIsStopped() {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(64)).runUntil(Reason.OUT_OF_MEMORY, """
                import os
                if os.fork() == 0:
                    taken = bytearray(1 << 30)
                os.wait()
                os._exit(0)
                """);
    }

    @Test
    void aDaemonsCountsToo() {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(64)).runUntil(Reason.OUT_OF_MEMORY, """
                import os, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        taken = bytearray(1 << 30)
                    os._exit(0)
                os.wait()
                time.sleep(60)
                """);
    }
}
