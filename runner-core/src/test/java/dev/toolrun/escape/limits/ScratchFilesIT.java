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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files without end, however small: the tool's own call fails, and the limit is named. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class ScratchFilesIT {
    @Parameter
    private boolean ready;

    private static final String USE_UP = """
            import os, time
            os.makedirs('PLACE/d')
            made = 0
            try:
                while True:
                    MAKE
                    made += 1
            except OSError as e:
                print(e.errno, made < 200)
            """;

    @TempDir
    private Path state;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/workspace | open('/workspace/d/%d' % made, 'x').close()",
                "/tmp | os.mkdir('/tmp/d/%d' % made)",
                "/dev/shm | os.symlink('x', '/dev/shm/d/%d' % made)",
                "/tmp | os.mkfifo('/tmp/d/%d' % made)",
                "/tmp | os.open('/tmp/d', os.O_TMPFILE + os.O_RDWR)"
            })
    void oneTooManyFailsAndIsNamed(String place, String make) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchFiles(200))
                .run(USE_UP.replace("PLACE", place).replace("MAKE", make) + "time.sleep(0.5)\n");
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("28 True\n");
        assertThat(result.limitsHit()).containsExactly("scratchFiles");
    }

    @Test
    void whatWasFreedAgainWasStillSeen() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchFiles(200))
                .run(USE_UP.replace("PLACE", "/tmp").replace("MAKE", "open('/tmp/d/%d' % made, 'x').close()") + """
                        time.sleep(0.5)
                        for name in os.listdir('/tmp/d'):
                            os.remove('/tmp/d/' + name)
                        time.sleep(0.5)
                        """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).containsExactly("scratchFiles");
    }

    @Test
    void withinTheLimitNothingIsNamed() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().scratchFiles(200))
                .run("""
                import time
                for i in range(150):
                    open('/tmp/%d' % i, 'x').close()
                time.sleep(0.5)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).isEmpty();
    }
}
