package dev.toolrun.sandbox.docker;

import java.time.Instant;
import java.util.List;

/**
 * A container whose first process waits for its one call.
 *
 * @param id the engine's
 * @param readyAt when it was, by this host's clock
 * @param unenforced the names of limits that are not in force, and may be missing
 * @param removal takes the container away; see {@link #discard}
 */
record ReadyContainer(
        Engine engine,
        Containers containers,
        ContainerSpec spec,
        String id,
        Conversation conversation,
        Instant readyAt,
        List<String> unenforced,
        Runnable removal) {

    ReadyContainer {
        unenforced = List.copyOf(unenforced);
    }

    /** Lets go of the container, and begins to remove it. Called once. */
    void discard() {
        conversation.end();
        removal.run();
    }
}
