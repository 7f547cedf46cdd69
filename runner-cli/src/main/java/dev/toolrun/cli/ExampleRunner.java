package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.tool.Example;
import dev.toolrun.tool.ToolDefinition;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the examples of tools, one after the other. */
final class ExampleRunner {
    /** What is wrong with this host, and would be the same for every example. */
    private static final Set<Reason> NOT_THE_EXAMPLES_FAULT = EnumSet.of(
            Reason.ENGINE_UNAVAILABLE,
            Reason.IMAGE_MISSING,
            Reason.IMAGE_CHANGED,
            Reason.LIMIT_STORE_UNAVAILABLE,
            Reason.AUDIT_UNAVAILABLE);

    private static final long LONGEST_WAIT_MS = 120_000;

    private final ToolRunner runner;
    private final Toolrun toolrun;
    private final Credential credential;

    ExampleRunner(ToolRunner runner, Toolrun toolrun, Credential credential) {
        this.runner = runner;
        this.toolrun = toolrun;
        this.credential = credential;
    }

    /**
     * @throws RunnerException if this host can't run examples, or a signal ended it
     */
    ExampleRun run(ToolDefinition tool, Example example) {
        toolrun.terminal().progress(tool.name() + ": " + ExampleRun.title(example));
        ToolCall call = ToolCall.of(tool.name(), example.params())
                .withWallTime(example.wallTime())
                .withCredential(credential);
        ToolResult result = toolrun.cancellation().cancellable(() -> runPatiently(call));
        if (toolrun.cancellation().isRequested()) {
            throw RunnerException.beforeStart(Reason.UNKNOWN, "The examples were not run to their end.", "", null);
        }
        if (result.outcome() instanceof Outcome.Failed failed && NOT_THE_EXAMPLES_FAULT.contains(failed.reason())) {
            throw RunnerException.beforeStart(failed.reason(), failed.message(), failed.hint(), null);
        }
        return ExampleRun.of(tool, example, result);
    }

    /** A rate limit says nothing about the example. */
    private ToolResult runPatiently(ToolCall call) {
        long patience = LONGEST_WAIT_MS;
        while (true) {
            ToolResult result = runner.run(call);
            Long pause = retryAfter(result);
            if (pause == null || pause > patience || !sleep(pause)) {
                return result;
            }
            patience -= Math.max(1, pause);
        }
    }

    private static @Nullable Long retryAfter(ToolResult result) {
        return result.reason() == Reason.RATE_LIMITED && result.outcome() instanceof Outcome.Refused refused
                ? refused.rejection().retryAfterMs()
                : null;
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
