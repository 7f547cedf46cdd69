package dev.toolrun.sandbox;

import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls, each in a fresh place of its own that is gone afterwards. Takes nothing but a call that passed every layer
 * before, and runs it only when its intent is on record. Implementations are thread-safe.
 */
public interface Sandbox extends AutoCloseable {

    /**
     * What a call of the tool would run in. Asks no engine.
     *
     * @param leastRuntime the least isolation that the caller's role asks for, by the name of an OCI runtime, or null
     * @throws dev.toolrun.call.RunnerException if the tool's image is not pinned
     */
    SandboxPlan plan(String callId, ToolDefinition tool, Limits limits, @Nullable String leastRuntime);

    /**
     * Asks the engine if what was planned could be run now. Makes nothing.
     *
     * @throws dev.toolrun.call.RunnerException if it could not
     */
    void requireReady(SandboxPlan plan);

    /**
     * Waits for the call's turn, and sets aside what it will run in.
     *
     * @param plan of this call
     * @throws dev.toolrun.call.RunnerException with {@code queue_timeout} if the turn does not come in time
     * @throws CancellationException if the thread is interrupted meanwhile; it is interrupted again then
     */
    Reservation reserve(ValidatedCall call, SandboxPlan plan);

    /** Waits until what was run is removed, or a bounded time has passed. */
    @Override
    void close();
}
