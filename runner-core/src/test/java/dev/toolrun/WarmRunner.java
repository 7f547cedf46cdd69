package dev.toolrun;

import static org.awaitility.Awaitility.await;

import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/** A runner that gets a call only when all the sandboxes are ready that its configuration asks for. */
public final class WarmRunner implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AtomicReference<IntSupplier> ready = new AtomicReference<>(() -> 0);
    private final ToolRunner runner;
    private final int wanted;

    public WarmRunner(RunnerConfig config) {
        wanted = config.sandbox().warm().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        runner = ToolRunner.open(config, Extensions.NONE.withTelemetry(new ReadyWatch(ready)));
    }

    public ToolResult run(ToolCall call) {
        awaitReady(wanted);
        return runner.run(call);
    }

    /** Does not wait for anything. */
    public ToolResult runNow(ToolCall call) {
        return runner.run(call);
    }

    int ready() {
        return ready.get().getAsInt();
    }

    void awaitReady(int count) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> ready() == count);
    }

    @Override
    public void close() {
        runner.close();
    }

    private record ReadyWatch(AtomicReference<IntSupplier> ready) implements Telemetry {
        @Override
        public Observation callBegins(CallBegin begin) {
            return Observation.NONE;
        }

        @Override
        public void watch(Level level, IntSupplier now) {
            if (level == Level.SANDBOXES_READY) {
                ready.set(now);
            }
        }
    }
}
