package dev.toolrun.bench;

import dev.toolrun.Extensions;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.Telemetry;
import java.util.Map;
import java.util.function.IntSupplier;

/** Calls in this process, through all layers and with both records on the disk. */
final class Embedded implements AutoCloseable {
    static final ToolCall SHELL = ToolCall.of("shell", Map.of("script", "echo 42"));
    static final ToolCall PYTHON = ToolCall.of("python", Map.of("code", "print(42)"));
    static final ToolCall NODE = ToolCall.of("node", Map.of("code", "console.log(42)"));

    private static final long PATIENCE_MS = 60_000;

    private final ToolRunner runner;
    private final int wanted;
    private final StageTimes stages = new StageTimes();
    private volatile IntSupplier ready = () -> 0;
    private volatile IntSupplier inUse = () -> 0;

    Embedded(RunnerConfig config) {
        wanted = config.sandbox().warm().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        runner = ToolRunner.open(config, Extensions.NONE.withTelemetry(new Telemetry() {
            @Override
            public Observation callBegins(CallBegin begin) {
                return stages::add;
            }

            @Override
            public void watch(Level level, IntSupplier now) {
                switch (level) {
                    case SANDBOXES_READY -> ready = now;
                    case SANDBOXES_IN_USE -> inUse = now;
                    case SANDBOXES_WAITING -> {}
                }
            }
        }));
    }

    /** Waits until all sandboxes are ready that are to be, and none is being removed. */
    void awaitReady() throws InterruptedException {
        for (int i = 0; ready.getAsInt() < wanted || inUse.getAsInt() > 0; i++) {
            if (i == PATIENCE_MS) {
                throw new IllegalStateException("the sandboxes do not get ready");
            }
            Thread.sleep(1);
        }
    }

    /** Makes Java compile what calls use, as a runner that is up for a while has. */
    void warmUp(ToolCall call, int calls) throws InterruptedException {
        for (int i = 0; i < calls; i++) {
            awaitReady();
            call(call);
        }
    }

    StageTimes stages() {
        return stages;
    }

    /** One call that must succeed, in a sandbox that was ready if there are to be any. */
    void call(ToolCall call) {
        if (sustained(call).sandbox().warm() != (wanted > 0)) {
            throw new IllegalStateException("a call had another kind of sandbox than it was to have");
        }
    }

    /** One call that must succeed, in a sandbox that was ready or not. */
    ToolResult sustained(ToolCall call) {
        ToolResult result = runner.run(call);
        if (result.reason() != Reason.OK || !result.stdout().text().equals("42\n")) {
            throw new IllegalStateException("the call ended with " + result.reason() + ": " + result.outcome());
        }
        return result;
    }

    @Override
    public void close() {
        runner.close();
    }
}
