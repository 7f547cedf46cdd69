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

/** Descriptors without end: the tool's own open fails, and the limit is named when it was seen used up. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class OpenFilesIT {
    @Parameter
    private boolean ready;

    private static final String USE_UP = """
            import os, time
            taken = []
            try:
                while True:
                    taken.append(os.open('/dev/null', os.O_RDONLY))
            except OSError as e:
                print(len(taken) + 3, e.errno)
            """;

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass",
                "import ctypes; ctypes.CDLL(None).prctl(4, 0)", // nobody may look into it any more
                "import os; os.setsid() if os.fork() == 0 else os.waitid(os.P_ALL, 0, os.WEXITED)",
            })
    void oneTooManyFailsAndIsNamed(String before) {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().openFiles(64))
                .run(before + "\n" + USE_UP + "time.sleep(1)\n");
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).startsWith("64 24\n");
        assertThat(result.limitsHit()).containsExactly("openFiles");
    }

    @Test
    void aChildsAreSeenToo() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().openFiles(64))
                .run("""
                import os
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.closerange(0, 3)
                        taken = []
                        try:
                            while True:
                                taken.append(os.open('/dev/null', os.O_RDONLY))
                        except OSError:
                            __import__('time').sleep(60)
                    os._exit(0)
                os.wait()
                __import__('time').sleep(1)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).containsExactly("openFiles");
    }

    @Test
    void whatWasGivenBackAgainWasStillSeen() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().openFiles(64))
                .run(USE_UP + """
                time.sleep(1)
                for fd in taken:
                    os.close(fd)
                time.sleep(1)
                """);
        assertThat(result.limitsHit()).containsExactly("openFiles");
    }

    @Test
    void nobodyRaisesTheLimit() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().openFiles(64))
                .run("""
                import resource
                try:
                    resource.setrlimit(resource.RLIMIT_NOFILE, (65, 65))
                except (ValueError, PermissionError):
                    print('refused')
                """);
        assertThat(result.stdout().text()).isEqualTo("refused\n");
    }

    @Test
    void withinTheLimitNothingIsNamed() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().openFiles(64))
                .run("""
                import os, time
                taken = [os.open('/dev/null', os.O_RDONLY) for i in range(60)]
                time.sleep(1)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.limitsHit()).isEmpty();
    }
}
