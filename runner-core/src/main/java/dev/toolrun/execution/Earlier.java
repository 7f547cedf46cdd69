package dev.toolrun.execution;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.CapturedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the one call of an execution key ended: what is remembered of it. Of its output there are sizes and hashes only.
 *
 * @param callId of that call
 * @param message one sentence if it failed, or null
 * @param started whether its tool was started, or null where nobody knows
 */
public record Earlier(
        String callId,
        Reason reason,
        @Nullable Integer exitCode,
        @Nullable String signal,
        @Nullable String message,
        @Nullable Boolean started,
        List<String> limitsHit,
        CapturedText stdout,
        CapturedText stderr,
        List<Artifact> artifacts) {
    public Earlier {
        limitsHit = List.copyOf(limitsHit);
        artifacts = List.copyOf(artifacts);
    }

    static Earlier of(ToolResult result) {
        Integer exitCode = null;
        String signal = null;
        if (result.outcome() instanceof Outcome.Completed completed) {
            exitCode = completed.exitCode();
            signal = completed.signal();
        } else if (result.outcome() instanceof Outcome.Stopped stopped) {
            exitCode = stopped.exitCode();
            signal = stopped.signal();
        }
        return new Earlier(
                result.callId(),
                result.reason(),
                exitCode,
                signal,
                result.message(),
                result.started(),
                result.limitsHit(),
                result.stdout().withoutText(),
                result.stderr().withoutText(),
                result.artifacts().stream().map(Artifact::withoutContent).toList());
    }

    /** The outcome as it was. */
    public Outcome outcome() {
        return switch (reason.status()) {
            case COMPLETED -> new Outcome.Completed(reason, exitCode, signal);
            case STOPPED -> new Outcome.Stopped(reason, exitCode, signal, started);
            case FAILED ->
                new Outcome.Failed(
                        reason,
                        message == null ? "The call failed." : message,
                        "Call " + callId + " has it all.",
                        started);
            case REFUSED -> throw new IllegalStateException("a refused call leaves its key free");
        };
    }
}
