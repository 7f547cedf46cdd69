package dev.toolrun.sandbox;

import dev.toolrun.audit.RecordedCall;

/** What is set aside for one call: its turn, and what it will run in. Used by one thread, for one call. */
public interface Reservation extends AutoCloseable {

    /** What the call will run in; it may differ from what was planned in the container alone. */
    SandboxPlan plan();

    /**
     * Runs the call to its end, whatever end that is. An interrupt of the calling thread cancels the call: the execution
     * then says {@code cancelled}, and the thread is not interrupted any more.
     *
     * @param call the one that this was reserved for
     * @throws dev.toolrun.call.RunnerException if the sandbox could not be had or was lost
     * @throws IllegalArgumentException for another call
     */
    Execution run(RecordedCall call);

    /** Gives the turn back, and begins to remove what was made for it: once the call is answered, it costs nobody time. */
    @Override
    void close();
}
