package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.TestCalls;
import dev.toolrun.TestHost;
import dev.toolrun.WarmRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Status;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Python programs in real sandboxes with limits of a test's choice. After each, nothing of it may be left. */
final class LimitedPython {
    /** What a stopped call may take beyond its limit. */
    private static final long BEYOND_MILLIS = 2000;
    /** What a busy machine may add to that: no test is about its speed. */
    private static final long SLACK_MILLIS = 8000;

    private final Path state;
    private final boolean ready;
    private final Limits limits;

    private LimitedPython(Path state, boolean ready, Limits limits) {
        this.state = state;
        this.ready = ready;
        this.limits = limits;
    }

    /**
     * @param state an empty folder of the test's own, where runners keep their state
     * @param ready whether the sandbox is there before the call
     */
    static LimitedPython with(Path state, boolean ready, TestLimits limits) {
        return new LimitedPython(state, ready, limits.build());
    }

    ToolResult run(String code) {
        return run(code, "");
    }

    ToolResult run(String code, String stdin) {
        RunnerConfig config = TestHost.config(newFolder());
        ToolDefinition python = TestCalls.withLimits(config.tools().find("python"), limits);
        ToolResult result;
        var sandbox = config.sandbox().withWarm(ready ? Map.of("python", 1) : Map.of());
        try (WarmRunner runner =
                new WarmRunner(config.withTools(List.of(python)).withSandbox(sandbox))) {
            result = runner.run(ToolCall.of("python", Map.of("code", code, "stdin", stdin)));
        }
        assertThat(result.sandbox().warm()).isEqualTo(ready);
        assertThat(TestHost.containersOf(result.callId())).isEmpty();
        return result;
    }

    /** Runs a program that a limit must stop, in time. */
    ToolResult runUntil(Reason reason, String code) {
        return inTime(reason, run(code));
    }

    /** A result of a call that was stopped for this reason, and not later than it may be. */
    ToolResult inTime(Reason reason, ToolResult result) {
        assertThat(result.reason()).as("%s", result).isEqualTo(reason);
        assertThat(result.status()).isEqualTo(Status.STOPPED);
        assertThat(result.started()).isTrue();
        Long wallMs = result.usage().wallMs();
        assertThat(wallMs)
                .as("%s", result)
                .isNotNull()
                .isLessThan(limits.wallTime().toMillis() + BEYOND_MILLIS + SLACK_MILLIS);
        return result;
    }

    private Path newFolder() {
        try {
            return Files.createTempDirectory(state, "call");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
