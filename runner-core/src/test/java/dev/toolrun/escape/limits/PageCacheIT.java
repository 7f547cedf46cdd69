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

/** The kernel's cache of files that were read counts, and is given back: reading is no breach. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class PageCacheIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void readingMoreThanTheMemoryIsFine() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(24))
                .run("""
                import os
                size = 0
                for root, directories, files in os.walk('/usr'):
                    for name in files:
                        path = os.path.join(root, name)
                        if not os.path.islink(path):
                            with open(path, 'rb') as f:
                                while chunk := f.read(65536):
                                    size += len(chunk)
                print(size > 40 << 20)
                """);
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("True\n");
        assertThat(result.limitsHit()).isEmpty();
    }
}
