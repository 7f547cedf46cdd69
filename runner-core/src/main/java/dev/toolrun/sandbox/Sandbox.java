package dev.toolrun.sandbox;

import dev.toolrun.audit.RecordedCall;

/**
 * Runs calls, each in a fresh place of its own that is gone afterwards. Takes nothing but a call that passed every layer
 * before and whose intent is on record. Implementations are thread-safe.
 */
public interface Sandbox extends AutoCloseable {

    /**
     * Runs the call to its end, whatever end that is. An interrupt of the calling thread cancels the call.
     *
     * @throws dev.toolrun.call.RunnerException if the sandbox could not be had or was lost
     */
    Execution run(RecordedCall call);

    /** Cancels what still runs and waits until everything is removed, or a bounded time has passed. */
    @Override
    void close();
}
