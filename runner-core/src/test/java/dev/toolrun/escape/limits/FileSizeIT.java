package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that would be too large: the tool's own write fails, by signal or error, and the limit is named. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class FileSizeIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(strings = {"/workspace/f", "/workspace/out/f", "/tmp/a/b/f", "/dev/shm/f"})
    void theWriteFailsAndIsNamed(String path) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().fileSizeMiB(4))
                .run("""
                import os
                os.makedirs(os.path.dirname('PATH'), exist_ok=True)
                with open('PATH', 'wb', buffering=0) as f:
                    try:
                        while True:
                            f.write(bytes(300000))
                    except OSError as e:
                        print(e.errno, f.tell())
                """.replace("PATH", path));
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("27 4194304\n");
        assertThat(result.limitsHit()).containsExactly("fileSize");
    }

    @Test
    void theToolsOwnEndBySignalIsNamed() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().fileSizeMiB(4))
                .run("""
                import os, signal
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
                os.truncate('main.py', 4194305)
                """);
        assertThat(result.outcome()).isEqualTo(new Outcome.Completed(Reason.SIGNAL, null, "SIGXFSZ"));
        assertThat(result.limitsHit()).containsExactly("fileSize");
    }

    @Test
    void anOrphansEndBySignalIsNamed() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().fileSizeMiB(4))
                .run("""
                import os, signal, time
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
                if os.fork() == 0:
                    if os.fork() == 0:
                        time.sleep(0.5)
                        os.truncate(os.memfd_create('f'), 4194305)
                    os._exit(0)
                os.wait()
                time.sleep(3)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).containsExactly("fileSize");
    }

    @Test
    void aSmallerFileIsFine() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().fileSizeMiB(4))
                .run("""
                with open('out/f', 'wb') as f:
                    f.write(bytes((4 << 20) - 1))
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.artifacts()).hasSize(1);
        assertThat(result.limitsHit()).isEmpty();
    }
}
