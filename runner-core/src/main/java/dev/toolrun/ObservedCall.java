package dev.toolrun;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.ToolResult;
import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.Stage;
import dev.toolrun.telemetry.StageTime;
import dev.toolrun.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes the time of one call. Used by one thread. */
final class ObservedCall {
    private final Telemetry.Observation observation;
    private final LongSupplier nanos;
    private final long begin;
    private final List<StageTime> stages = new ArrayList<>();

    ObservedCall(Telemetry.Observation observation, LongSupplier nanos) {
        this.observation = observation;
        this.nanos = nanos;
        begin = nanos.getAsLong();
    }

    /** The id of the trace that the call is part of, or null. */
    @Nullable
    String traceId() {
        return observation.traceId();
    }

    <T> T in(Stage stage, Supplier<T> work) {
        Duration stageBegin = sinceBegin();
        boolean passed = false;
        try {
            T result = work.get();
            passed = true;
            return result;
        } finally {
            stages.add(new StageTime(stage, stageBegin, sinceBegin().minus(stageBegin), passed));
        }
    }

    ToolResult ended(ToolResult result) {
        Layer layer = result.outcome() instanceof Outcome.Refused refused
                ? refused.rejection().layer()
                : null;
        observation.ended(new CallEnd(result.reason(), layer, sinceBegin(), stages));
        return result;
    }

    private Duration sinceBegin() {
        return Duration.ofNanos(nanos.getAsLong() - begin);
    }
}
