package dev.toolrun.request;

import dev.toolrun.call.ToolCall;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call whose parameters were decoded, once and strictly. Made by {@link RequestDecoder} only. */
public final class DecodedCall {
    private final String callId;
    private final String traceId;
    private final Instant receivedAt;
    private final ToolCall call;
    private final Map<String, @Nullable Object> arguments;

    DecodedCall(
            String callId, String traceId, Instant receivedAt, ToolCall call, Map<String, @Nullable Object> arguments) {
        this.callId = callId;
        this.traceId = traceId;
        this.receivedAt = receivedAt;
        this.call = call;
        this.arguments = arguments;
    }

    public String callId() {
        return callId;
    }

    public String traceId() {
        return traceId;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    public ToolCall call() {
        return call;
    }

    /** The arguments as they came, without defaults; unmodifiable at every depth. */
    public Map<String, @Nullable Object> arguments() {
        return arguments;
    }
}
