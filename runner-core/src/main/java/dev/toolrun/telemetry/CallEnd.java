package dev.toolrun.telemetry;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended. Nothing in it was chosen by a caller or a tool.
 *
 * @param layer the layer that refused it; null unless the call was refused
 * @param took from the call's begin to its answer
 * @param stages the stages that it came through, in their order; a stage may occur more than once
 */
public record CallEnd(Reason reason, @Nullable Layer layer, Duration took, List<StageTime> stages) {
    public CallEnd {
        stages = List.copyOf(stages);
    }

    /** The word that the audit log has for it: {@code success}, {@code error} or {@code denied}. */
    public String result() {
        if (reason.status() == Status.REFUSED) {
            return "denied";
        }
        return reason == Reason.OK ? "success" : "error";
    }
}
