package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output without end, on either stream or both, by a tool that reads nothing, ends the call; its head and tail are kept. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class EndlessOutputIT {
    @Parameter
    private boolean ready;

    private static final TestLimits LIMITS =
            TestLimits.generous().kept(1000, 1000).outputBytes(4 << 20);

    @TempDir
    private Path state;

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "1 + i % 2", "1 + os.getpid() % 2"})
    void itIsStoppedAndKept(String stream) {
        ToolResult result =
                LimitedPython.with(state, ready, LIMITS).runUntil(Reason.OUTPUT_LIMIT, """
                import itertools, os
                os.write(1, b'first'); os.write(2, b'first')
                for i in range(4):
                    os.fork()
                for i in itertools.count():
                    os.write(STREAM, b'x ' * 25000)
                """.replace("STREAM", stream));
        assertThat(result.stdout().bytes() + result.stderr().bytes())
                .isGreaterThanOrEqualTo(4 << 20)
                .isLessThan(5 << 20);
        assertThat(result.stdout().text()).startsWith("first").hasSizeLessThan(1500);
        assertThat(result.stderr().text()).startsWith("first").hasSizeLessThan(1500);
        assertThat(result.stdout().truncated() || result.stderr().truncated()).isTrue();
    }

    @Test
    void moreThanIsKeptIsNoBreach() {
        ToolResult result = LimitedPython.with(state, ready, LIMITS).run("""
                import sys
                sys.stdout.write('first' + 'x ' * 1000000 + 'last')
                sys.stderr.write('first' + 'x ' * 1000000 + 'last')
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
        for (var stream : List.of(result.stdout(), result.stderr())) {
            assertThat(stream.bytes()).isEqualTo(2_000_009);
            assertThat(stream.truncated()).isTrue();
            assertThat(stream.text()).startsWith("firstx x").endsWith("x x last");
            assertThat(stream.omittedBytes()).isEqualTo(2_000_009 - 1000);
        }
    }

    @Test
    void anOutputThatIsTooLongWhenTheToolEndsIsNoSuccess() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().outputBytes(1000))
                .run("""
                import os
                os.write(1, b'x' * 1001)
                os._exit(0)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OUTPUT_LIMIT);
        assertThat(result.stdout().text()).startsWith("x".repeat(1000)).contains("1 bytes omitted");
        assertThat(result.stdout().bytes()).isEqualTo(1001);
    }

    @Test
    void whatCameAfterTheLimitIsCounted() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().kept(500, 500).outputBytes(1000))
                .run("""
                import os
                os.write(1, b'a' * 700)
                os.write(2, b'b' * 700)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OUTPUT_LIMIT);
        var streams = List.of(result.stdout(), result.stderr());
        assertThat(streams).allMatch(stream -> stream.bytes() == 700 && stream.truncated());
        // of the one that is read first, what is not kept; of the other, what came after the limit
        assertThat(streams).extracting(stream -> stream.omittedBytes()).containsExactlyInAnyOrder(200L, 400L);
    }

    @Test
    void exactlyAsMuchAsAllowedIsFine() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().outputBytes(1000))
                .run("""
                import os
                os.write(1, b'x' * 600)
                os.write(2, b'y' * 400)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OK);
    }
}
