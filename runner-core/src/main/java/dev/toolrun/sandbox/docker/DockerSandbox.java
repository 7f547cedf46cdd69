package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.egress.OutsideNetwork;
import dev.toolrun.image.ImageLock;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.Sandbox;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs each call in a Docker container of its own, made for it or waiting for one. Thread-safe. */
public final class DockerSandbox implements Sandbox {
    /** How long the first process of a container that was made for a call waits for it before it ends by itself. */
    static final Duration INIT_LIFETIME = Duration.ofSeconds(60);

    private final SandboxSettings settings;
    private final EngineConnection connection;
    private final EgressSupport egressSupport;
    private final SandboxPlans plans;
    private final ContainerMaker maker;
    private final WarmPool pool;
    private final Semaphore places;

    /**
     * Connects to the engine with the first call, or at once in the background if tools are to have ready sandboxes.
     *
     * @param network where tools get to that may reach something
     */
    public DockerSandbox(
            SandboxSettings settings, EngineConnection connection, ImageLock images, OutsideNetwork network) {
        this.settings = settings;
        this.connection = connection;
        egressSupport = new EgressSupport(settings, network);
        plans = new SandboxPlans(settings, images);
        maker = new ContainerMaker(settings, connection, plans);
        places = new Semaphore(settings.maxConcurrent(), true);
        pool = WarmPool.open(settings.warm(), maker, plans);
    }

    @Override
    public SandboxPlan plan(String callId, ToolDefinition tool, Limits limits, @Nullable String leastRuntime) {
        String container = ContainerSpec.NAME_PREFIX + callId.toLowerCase(Locale.ROOT);
        SandboxPlan plan = plans.plan(container, tool, limits, leastRuntime);
        if (!tool.network().isEmpty()) {
            egressSupport.requirePossible(plan.report().runtime(), connection.address());
        }
        return plan;
    }

    @Override
    public void requireReady(SandboxPlan plan) {
        String image = plan.report().image();
        Engine engine = connection.engine();
        new ImageInspection(engine).requirePinned(image, plans.pinned(image));
        if (engine.info().get("Runtimes") instanceof Map<?, ?> runtimes
                && !runtimes.containsKey(plan.report().runtime())) {
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The engine can't make the sandbox.",
                    "It has no runtime '" + plan.report().runtime() + "', only " + runtimes.keySet() + ".",
                    null);
        }
    }

    @Override
    public Reservation reserve(ValidatedCall call, SandboxPlan plan) {
        takePlace();
        try {
            Reservation ready = pool.claim(call, plan, places::release);
            return ready == null
                    ? new ColdReservation(maker, egressSupport, connection, call, plan, places::release)
                    : ready;
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /** Places for sandboxes that are taken now; one is free again when its sandbox is removed. */
    public int placesInUse() {
        return settings.maxConcurrent() - places.availablePermits();
    }

    /** About how many calls wait for a place now. */
    public int placesAwaited() {
        return places.getQueueLength();
    }

    /** Sandboxes that wait for a call now. */
    public int ready() {
        return pool.size();
    }

    @Override
    public void close() {
        pool.close();
        maker.close();
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(settings.queueTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a place");
        }
        throw RunnerException.beforeStart(
                Reason.QUEUE_TIMEOUT,
                "Too many calls are running; this one waited too long for its turn.",
                "sandbox.maxConcurrent is " + settings.maxConcurrent() + ".",
                null);
    }
}
