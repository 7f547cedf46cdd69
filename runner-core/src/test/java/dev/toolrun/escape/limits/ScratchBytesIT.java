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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full place: the tool's own write fails, and the limit is named, also when room was made again. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class ScratchBytesIT {
    @Parameter
    private boolean ready;

    private static final String FILL = """
            import os, time
            written = 0
            with open('PLACE/f', 'wb', buffering=0) as f:
                try:
                    while True:
                        written += f.write(bytes(1 << 16))
                except OSError as e:
                    print(e.errno, written >> 20)
            """;

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(strings = {"/workspace", "/tmp", "/dev/shm"})
    void theWriteFailsAndIsNamed(String place) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchMiB(8))
                .run(FILL.replace("PLACE", place));
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).startsWith("28 ");
        assertThat(result.limitsHit()).containsExactly("scratch");
    }

    @Test
    void whatWasFreedAgainWasStillSeen() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchMiB(8))
                .run(FILL.replace("PLACE", "/tmp") + """
                time.sleep(0.5)
                os.remove('/tmp/f')
                time.sleep(0.5)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).containsExactly("scratch");
    }

    @Test
    void aFileWithoutANameThatEndsWithTheDeadlineWasStillSeen() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchMiB(8).wallMillis(2000))
                .runUntil(Reason.TIMEOUT, """
                import os, time
                with open('/tmp/f', 'wb', buffering=0) as f:
                    os.remove('/tmp/f')
                    try:
                        while True:
                            f.write(bytes(1 << 16))
                    except OSError:
                        time.sleep(60)
                """);
        assertThat(result.limitsHit()).containsExactly("scratch");
    }

    @Test
    void almostFullIsFine() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchMiB(8))
                .run("""
                open('/tmp/f', 'wb').write(bytes((8 << 20) - 8192))
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).isEmpty();
    }
}
