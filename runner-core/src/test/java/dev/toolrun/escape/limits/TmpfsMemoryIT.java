package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the writable places, and files without a name, are memory of the sandbox. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class TmpfsMemoryIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open('/workspace/f', 'wb')",
                "open('/tmp/f', 'wb')",
                "open('/dev/shm/f', 'wb')",
                "open(os.memfd_create('f'), 'wb')"
            })
    void moreThanAllowedIsStopped(String file) {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(48).scratchMiB(512))
                .runUntil(Reason.OUT_OF_MEMORY, """
                import os
                with FILE as f:
                    for i in range(256):
                        f.write(bytes(1 << 20))
                """.replace("FILE", file));
    }

    @Test
    void allPlacesTogetherCount() {
        LimitedPython.with(state, ready, TestLimits.generous().memoryMiB(64).scratchMiB(32))
                .runUntil(Reason.OUT_OF_MEMORY, """
                for place in ('/workspace', '/tmp', '/dev/shm'):
                    with open(place + '/f', 'wb') as f:
                        for i in range(31):
                            f.write(bytes(1 << 20))
                """);
    }

    @RepeatedTest(20)
    void whatWasWrittenUntilThenComesOut() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(48).scratchMiB(512))
                .runUntil(Reason.OUT_OF_MEMORY, """
                open('out/kept', 'w').write('kept')
                print('before')
                with open('/tmp/f', 'wb') as f:
                    for i in range(256):
                        f.write(bytes(1 << 20))
                """);
        assertThat(result.stdout().text()).isEqualTo("before\n");
        assertThat(result.artifacts())
                .singleElement()
                .satisfies(kept -> assertThat(kept.name()).isEqualTo("kept"));
    }

    /** Memory outside of any process, and a tool that is as good a victim as the first process: the engine knows of the kill. */
    @Test
    void theReasonStandsWhenTheFirstProcessFalls() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(48))
                .run("""
                        import os, socket
                        open('/proc/self/oom_score_adj', 'w').write('0')
                        inside, outside = socket.socketpair()
                        kept = os.memfd_create('kept')
                        socket.send_fds(inside, [b'x'], [kept])
                        while True:
                            os.write(kept, bytes(1 << 20))
                        """);
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OUT_OF_MEMORY);
    }
}
