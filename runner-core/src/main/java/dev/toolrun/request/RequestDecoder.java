package dev.toolrun.request;

import dev.toolrun.call.Parameters;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.Violation;
import dev.toolrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the parameters of a call, once, strictly and within bounds. Thread-safe. */
public final class RequestDecoder {
    /** The longest parameters that are read, in bytes of UTF-8. */
    public static final int MAX_PARAMETER_BYTES = 8 * 1024 * 1024;

    /**
     * @throws RefusedException if the parameters are not one JSON object within bounds, or a label is too long
     */
    public DecodedCall decode(String callId, String traceId, Instant receivedAt, ToolCall call) {
        requireLabel("The tool's name", call.tool());
        requireLabel("The session id", call.session());
        requireLabel("The role", call.role());
        requireLabel("The execution key", call.key());
        if (call.wallTime() != null
                && (call.wallTime().isNegative() || call.wallTime().isZero())) {
            throw refused("The wall time must be more than zero.", "wallTime");
        }
        return new DecodedCall(callId, traceId, receivedAt, call, arguments(call.parameters()));
    }

    private static Map<String, @Nullable Object> arguments(Parameters parameters) {
        try {
            if (parameters instanceof Parameters.Values values) {
                Map<String, @Nullable Object> copy = Json.copyOf(values.values());
                requireBounded(Json.write(copy));
                return copy;
            }
            String text = ((Parameters.Json) parameters).text();
            requireBounded(text);
            return Json.parseObject(text);
        } catch (IllegalArgumentException e) {
            throw refused("The parameters can't be read: " + e.getMessage() + ".", "json");
        }
    }

    private static void requireBounded(String text) {
        if (text.length() > MAX_PARAMETER_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_PARAMETER_BYTES) {
            throw new IllegalArgumentException("more than " + MAX_PARAMETER_BYTES + " bytes");
        }
    }

    /** Labels end up in log lines, container labels and environments: short, and printable. */
    private static void requireLabel(String what, @Nullable String label) {
        if (label == null) {
            return;
        }
        if (!Labels.isPrintable(label)) {
            throw refused(
                    what + " must have 1 to " + Labels.MAX_LENGTH + " characters and no control characters.", "label");
        }
    }

    private static RefusedException refused(String message, String keyword) {
        return new RefusedException(Rejection.invalidArguments(
                message, "request." + keyword, List.of(new Violation("", keyword, message))));
    }
}
