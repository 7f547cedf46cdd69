package dev.toolrun;

import dev.toolrun.call.ToolCall;
import dev.toolrun.telemetry.CallBegin;
import dev.toolrun.telemetry.Telemetry;
import java.time.Instant;
import java.util.Set;
import java.util.function.LongSupplier;

/** Lets telemetry watch calls. Thread-safe. */
final class CallObserver {
    static final CallObserver NONE = new CallObserver(Telemetry.NONE, Set.of(), System::nanoTime);

    private final Telemetry telemetry;
    private final Set<String> tools;
    private final LongSupplier nanos;

    /**
     * @param telemetry throws nothing
     * @param tools the names of the tools that exist: what else a caller writes is never told
     * @param nanos nanoseconds since any moment
     */
    CallObserver(Telemetry telemetry, Set<String> tools, LongSupplier nanos) {
        this.telemetry = telemetry;
        this.tools = Set.copyOf(tools);
        this.nanos = nanos;
    }

    ObservedCall begin(String callId, ToolCall call, Instant now) {
        String tool = tools.contains(call.tool()) ? call.tool() : CallBegin.UNKNOWN_TOOL;
        return new ObservedCall(telemetry.callBegins(new CallBegin(callId, tool, call.traceparent(), now)), nanos);
    }
}
