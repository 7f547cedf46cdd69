package dev.toolrun.sandbox;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.egress.EndpointUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished execution.
 *
 * @param outcome how it ended, from evidence
 * @param artifacts the files that the tool left to be handed out
 * @param limitsHit limits that the tool reached and that end no call, by name; README says how each is known
 * @param containerId the engine's id of the container, or null if none was made
 * @param network what was made of each endpoint that the tool may reach
 */
public record Execution(
        Outcome outcome,
        CapturedStream stdout,
        CapturedStream stderr,
        CapturedFiles artifacts,
        List<String> limitsHit,
        Usage usage,
        SandboxReport report,
        @Nullable String containerId,
        List<EndpointUse> network) {

    /** A call that was cancelled before its tool was started. */
    public static Execution cancelledBeforeStart(SandboxReport plan) {
        return new Execution(
                new Outcome.Stopped(Reason.CANCELLED, null, null, false),
                CapturedStream.EMPTY,
                CapturedStream.EMPTY,
                CapturedFiles.NONE,
                List.of(),
                Usage.NONE,
                plan,
                null,
                List.of());
    }

    /** The same execution with what was made of the network. */
    public Execution withNetwork(List<EndpointUse> uses) {
        return new Execution(
                outcome, stdout, stderr, artifacts, limitsHit, usage, report, containerId, List.copyOf(uses));
    }
}
