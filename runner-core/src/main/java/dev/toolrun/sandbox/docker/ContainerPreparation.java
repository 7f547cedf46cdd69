package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.time.Instant;
import java.util.List;

/** Takes one container from nothing to where it waits for a call. Used once, by one thread. */
final class ContainerPreparation {
    private final Engine engine;
    private final Containers containers;
    private final ContainerSpec spec;
    private boolean mayAppearLater;

    ContainerPreparation(Engine engine, Containers containers, ContainerSpec spec) {
        this.engine = engine;
        this.containers = containers;
        this.spec = spec;
    }

    /**
     * @param removal takes the container away; not run here
     * @throws RunnerException if the container can't be had as asked; it may exist then and must be removed
     */
    ReadyContainer prepare(Enforcement enforcement, Runnable removal) {
        Conversation conversation = new Conversation(spec.limits());
        boolean prepared = false;
        try {
            String id = create();
            Trailer ready = new ContainerStart(engine, containers, conversation, spec.user()).start(id);
            Instant readyAt = Instant.now();
            requireRelay(ready);
            List<String> unenforced = enforcement.require(spec, ready);
            prepared = true;
            return new ReadyContainer(
                    engine, containers, spec, id, conversation, readyAt, ready, unenforced, List.of(), removal);
        } finally {
            if (!prepared) {
                conversation.end();
            }
        }
    }

    /** Whether the engine was asked for the container, gave no answer, and so may still make it. */
    boolean mayAppearLater() {
        return mayAppearLater;
    }

    private String create() {
        mayAppearLater = true;
        try {
            String id = containers.create(spec);
            mayAppearLater = false;
            return id;
        } catch (RunnerException e) {
            mayAppearLater = e.reason() == Reason.ENGINE_UNAVAILABLE;
            throw e;
        }
    }

    /** An image that was pinned by an older version has a first process that can't relay. */
    private void requireRelay(Trailer ready) {
        if (spec.network().sockets() != null && ready.get("relay") == null) {
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The tool's image can't give it a network.",
                    "Its first process is of an older version: build or pin the image again.",
                    null);
        }
    }
}
