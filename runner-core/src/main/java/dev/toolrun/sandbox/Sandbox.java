package dev.toolrun.sandbox;

import dev.toolrun.audit.RecordedCall;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls, each in a fresh place of its own that is gone afterwards. Takes nothing but a call that passed every layer
 * before and whose intent is on record. Implementations are thread-safe.
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
     * Runs the call to its end, whatever end that is. An interrupt of the calling thread cancels the call: the execution
     * then says {@code cancelled}, and the thread is not interrupted any more.
     *
     * @throws dev.toolrun.call.RunnerException if the sandbox could not be had or was lost
     */
    Execution run(RecordedCall call);

    /** Waits until what was run is removed, or a bounded time has passed. */
    @Override
    void close();
}
