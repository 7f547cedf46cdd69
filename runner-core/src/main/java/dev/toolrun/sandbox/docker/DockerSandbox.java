package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.egress.Egress;
import dev.toolrun.egress.OutsideNetwork;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.Isolation;
import dev.toolrun.sandbox.Sandbox;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs each call in a Docker container of its own. Connects to the engine with the first call. Thread-safe. */
public final class DockerSandbox implements Sandbox {
    /** How long an init waits for its call before it ends by itself. */
    static final Duration INIT_LIFETIME = Duration.ofSeconds(60);

    private final SandboxSettings settings;
    private final EngineConnection connection;
    private final ImageLock images;
    private final EgressSupport egressSupport;
    private final ProbedRuntimes probed;
    private final SeccompProfile noNetwork = SeccompProfile.noNetwork();
    private final SeccompProfile withNetwork = SeccompProfile.network();
    private final ProcessIdentity self = ProcessIdentity.current();
    private final Semaphore places;
    private final ContainerRemover remover = new ContainerRemover();

    /**
     * @param network where tools get to that may reach something
     */
    public DockerSandbox(
            SandboxSettings settings, EngineConnection connection, ImageLock images, OutsideNetwork network) {
        this.settings = settings;
        this.connection = connection;
        this.images = images;
        egressSupport = new EgressSupport(settings, network);
        probed = new ProbedRuntimes(settings.stateDirectory(), InstantSource.system());
        places = new Semaphore(settings.maxConcurrent(), true);
    }

    @Override
    public SandboxPlan plan(String callId, ToolDefinition tool, Limits limits, @Nullable String leastRuntime) {
        String runtime = runtime(tool, leastRuntime);
        if (!tool.network().isEmpty()) {
            egressSupport.requirePossible(runtime, connection.address());
        }
        String image = tool.image();
        SandboxReport report = new SandboxReport(
                image,
                pinned(image).id(),
                runtime,
                seccomp(tool).digest(),
                tool.network().stream().map(AllowedEndpoint::name).toList(),
                byName(limits),
                List.of(),
                false);
        return new SandboxPlan(containerName(callId), report, tool.mounts());
    }

    @Override
    public void requireReady(SandboxPlan plan) {
        String image = plan.report().image();
        Engine engine = connection.engine();
        new ImageInspection(engine).requirePinned(image, pinned(image));
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
    public Execution run(RecordedCall recorded) {
        ValidatedCall call = recorded.validated();
        SandboxReport plan = plan(call.decoded().callId(), call.tool(), call.limits(), call.leastRuntime())
                .report();
        try {
            takePlace();
            return call.tool().network().isEmpty()
                    ? runInPlace(recorded, plan, SandboxNetwork.NONE)
                    : runWithNetwork(recorded, plan);
        } catch (CancellationException e) {
            Thread.interrupted();
            return Execution.cancelledBeforeStart(plan);
        } catch (DockerException e) {
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The engine could not make the sandbox.",
                    "The engine says: " + e.getMessage(),
                    e);
        }
    }

    /** The network ends with the call; only then are its figures final. */
    private Execution runWithNetwork(RecordedCall recorded, SandboxReport plan) {
        Egress egress;
        try {
            egress = egressSupport.open(connection.engine(), recorded, self);
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
        Execution execution;
        try (egress) {
            List<AllowedEndpoint> allowed = recorded.validated().tool().network();
            execution = runInPlace(recorded, plan, new SandboxNetwork(allowed, egress.sockets()));
        }
        return execution.withNetwork(egress.uses());
    }

    private Execution runInPlace(RecordedCall recorded, SandboxReport plan, SandboxNetwork network) {
        Containers containers;
        ContainerRun run;
        ContainerSpec spec;
        try {
            Engine engine = connection.engine();
            containers = new Containers(engine);
            ValidatedCall call = recorded.validated();
            PinnedImage image = pinned(plan.image());
            ImageConfig config = new ImageInspection(engine).requirePinned(plan.image(), image);
            Mounts.require(engine, settings.mounts(), call.tool().mounts());
            Enforcement enforcement = new Enforcement(engine, probed, settings.allowUnenforced());
            spec = spec(recorded, plan.runtime(), image, config, network, SandboxUsers.HERE.take(containers.labels()));
            run = new ContainerRun(containers, engine, spec, call, plan, enforcement);
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
        try {
            return run.run();
        } finally {
            remover.remove(containers, spec.name(), run.mayAppearLater(), () -> {
                SandboxUsers.HERE.release(spec.user());
                places.release();
            });
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

    @Override
    public void close() {
        remover.close();
    }

    private ContainerSpec spec(
            RecordedCall recorded,
            String runtime,
            PinnedImage image,
            ImageConfig config,
            SandboxNetwork network,
            int user) {
        ValidatedCall call = recorded.validated();
        return new ContainerSpec(
                containerName(call.decoded().callId()),
                image.id(),
                config,
                runtime,
                seccomp(call.tool()),
                user,
                INIT_LIFETIME.toSeconds(),
                call.limits(),
                call.tool().mounts(),
                network,
                ContainerLabels.of(call, self, recorded.deadline(), user));
    }

    private String runtime(ToolDefinition tool, @Nullable String leastRuntime) {
        try {
            return Isolation.stricter(Isolation.stricter(settings.runtime(), tool.runtime()), leastRuntime);
        } catch (IllegalArgumentException e) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The tool's isolation is not configured correctly.",
                    e.getMessage() + ".",
                    e);
        }
    }

    private SeccompProfile seccomp(ToolDefinition tool) {
        return tool.network().isEmpty() ? noNetwork : withNetwork;
    }

    private static String containerName(String callId) {
        return ContainerSpec.NAME_PREFIX + callId.toLowerCase(Locale.ROOT);
    }

    private PinnedImage pinned(String name) {
        PinnedImage image = images.find(name);
        if (image == null) {
            throw ImageInspection.missing(name);
        }
        return image;
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(settings.queueTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted while waiting for a place");
        }
        throw RunnerException.beforeStart(
                Reason.QUEUE_TIMEOUT,
                "Too many calls are running; this one waited too long for its turn.",
                "sandbox.maxConcurrent is " + settings.maxConcurrent() + ".",
                null);
    }

    private static Map<String, Object> byName(Limits limits) {
        Map<String, Object> byName = new LinkedHashMap<>();
        byName.put("memoryBytes", limits.memoryBytes());
        byName.put("cpus", limits.cpus());
        byName.put("pids", limits.pids());
        byName.put("openFiles", limits.openFiles());
        byName.put("wallTimeMs", limits.wallTime().toMillis());
        byName.put("cpuTimeMs", limits.cpuTime().toMillis());
        byName.put("stdoutBytes", limits.stdoutBytes());
        byName.put("stderrBytes", limits.stderrBytes());
        byName.put("outputBytes", limits.outputBytes());
        byName.put("scratchBytes", limits.scratchBytes());
        byName.put("scratchFiles", limits.scratchFiles());
        byName.put("fileSizeBytes", limits.fileSizeBytes());
        byName.put("artifactBytes", limits.artifactBytes());
        byName.put("artifactFiles", limits.artifactFiles());
        return byName;
    }
}
