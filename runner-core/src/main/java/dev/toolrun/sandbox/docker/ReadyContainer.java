package dev.toolrun.sandbox.docker;

import java.time.Instant;
import java.util.List;

/**
 * A container whose first process waits for its one call.
 *
 * @param id the engine's
 * @param readyAt when it was, by this host's clock
 * @param ready what its first process says of itself
 * @param unenforced the names of limits that are not in force, and may be missing
 * @param started the part of the tool's command that was started already, and waits; may be empty
 * @param removal takes the container away; see {@link #discard}
 */
record ReadyContainer(
        Engine engine,
        Containers containers,
        ContainerSpec spec,
        String id,
        Conversation conversation,
        Instant readyAt,
        Trailer ready,
        List<String> unenforced,
        List<String> started,
        Runnable removal) {

    ReadyContainer {
        unenforced = List.copyOf(unenforced);
        started = List.copyOf(started);
    }

    /** The same container, in which the beginning of its tool's command waits for the rest. */
    ReadyContainer withStarted(List<String> command) {
        return new ReadyContainer(
                engine, containers, spec, id, conversation, readyAt, ready, unenforced, command, removal);
    }

    /** Lets go of the container, and begins to remove it. Called once. */
    void discard() {
        conversation.end();
        removal.run();
    }
}
