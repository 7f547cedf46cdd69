package dev.toolrun.sandbox.docker;

import dev.toolrun.call.RunnerException;
import dev.toolrun.sandbox.SandboxSettings;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes containers that wait for a call, and takes every one away that it made or may have made. Thread-safe. */
final class ContainerMaker implements AutoCloseable {
    private final SandboxSettings settings;
    private final EngineConnection connection;
    private final SandboxPlans plans;
    private final ProbedRuntimes probed;
    private final ContainerRemover remover = new ContainerRemover();
    private final AtomicInteger making = new AtomicInteger();

    ContainerMaker(SandboxSettings settings, EngineConnection connection, SandboxPlans plans) {
        this.settings = settings;
        this.connection = connection;
        this.plans = plans;
        probed = new ProbedRuntimes(settings.stateDirectory(), InstantSource.system());
    }

    /**
     * Makes a container and waits until it is ready, with every limit in force or allowed to be missing.
     *
     * @param whenGone run once: when the container is removed, or is left to be removed later, or was never made
     * @throws RunnerException if it can't be had
     * @throws com.github.dockerjava.api.exception.DockerException if the engine refuses
     * @throws CancellationException if the thread is interrupted
     */
    ReadyContainer make(ContainerOrder order, Runnable whenGone) {
        making.incrementAndGet();
        try {
            return makeOne(order, whenGone);
        } finally {
            making.decrementAndGet();
        }
    }

    /** How many are being made now. */
    int making() {
        return making.get();
    }

    /** Waits until what is to be removed is gone, or a bounded time has passed. */
    @Override
    public void close() {
        remover.close();
    }

    private ReadyContainer makeOne(ContainerOrder order, Runnable whenGone) {
        Engine engine;
        ContainerSpec spec;
        try {
            engine = connection.engine();
            spec = spec(engine, order);
        } catch (RuntimeException e) {
            whenGone.run();
            throw e;
        }
        return make(engine, spec, () -> {
            SandboxUsers.HERE.release(spec.user());
            whenGone.run();
        });
    }

    private ContainerSpec spec(Engine engine, ContainerOrder order) {
        String image = order.tool().image();
        var pinned = plans.pinned(image);
        ImageConfig config = new ImageInspection(engine).requirePinned(image, pinned);
        Mounts.require(engine, settings.mounts(), order.tool().mounts());
        int user = SandboxUsers.HERE.take(new Containers(engine).labels());
        return order.spec(pinned, config, plans.seccomp(order.tool()), user);
    }

    private ReadyContainer make(Engine engine, ContainerSpec spec, Runnable whenGone) {
        Containers containers = new Containers(engine);
        ContainerPreparation preparation = new ContainerPreparation(engine, containers, spec);
        ReadyContainer ready = null;
        try {
            ready = preparation.prepare(
                    new Enforcement(engine, probed, settings.allowUnenforced()),
                    () -> remover.remove(containers, spec.name(), false, whenGone));
            return ready;
        } finally {
            if (ready == null) {
                remover.remove(containers, spec.name(), preparation.mayAppearLater(), whenGone);
            }
        }
    }
}
