package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine commands that make up the life of a container. Thread-safe. */
final class Containers {
    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);
    private static final Duration LIFT_DEADLINE = Duration.ofMillis(300);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(50);
    static final int NOT_FOUND = 404;

    private final Engine engine;

    Containers(Engine engine) {
        this.engine = engine;
    }

    /**
     * Creates a container and reads it back.
     *
     * @return the engine's id
     * @throws RunnerException if it can't be created, or is not what was asked for; it may exist then and must be removed
     */
    String create(ContainerSpec spec) {
        String id;
        try {
            id = createOnce(spec);
        } catch (NotFoundException e) {
            throw RunnerException.beforeStart(
                    Reason.IMAGE_MISSING,
                    "The tool's image is missing.",
                    "The engine has no image " + spec.imageId()
                            + ": run 'toolrun images build' or 'toolrun images pin'.",
                    e);
        } catch (DockerException e) {
            throw sandboxError("create the sandbox", e);
        }
        requireAsAsked(spec, id);
        return id;
    }

    /** A lost connection leaves in the dark if the container exists: its name, which only we use, brings it to light. */
    private String createOnce(ContainerSpec spec) {
        try {
            return idWithoutWarnings(ask(spec));
        } catch (RunnerException e) {
            if (e.reason() != Reason.ENGINE_UNAVAILABLE || e.getCause() instanceof TimeoutException) {
                throw e;
            }
            try {
                return idWithoutWarnings(ask(spec));
            } catch (ConflictException alreadyThere) {
                awaitVisible(spec.name());
                return spec.name();
            }
        }
    }

    /** An engine that is still making a container has its name already, but does not show it yet. */
    private void awaitVisible(String name) {
        long deadline = System.nanoTime() + engine.deadlines().answer().toNanos();
        while (!isVisible(name)) {
            if (System.nanoTime() > deadline) {
                throw RunnerException.beforeStart(
                        Reason.ENGINE_UNAVAILABLE,
                        "The container engine can't be used.",
                        "It began to make container " + name + " and did not end.",
                        null);
            }
            try {
                Thread.sleep(LOOK_PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for a container to appear");
            }
        }
    }

    private boolean isVisible(String name) {
        try {
            inspect(name);
            return true;
        } catch (DockerException e) {
            if (e.getHttpStatus() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private CreateContainerResponse ask(ContainerSpec spec) {
        CreateContainerCmd command = command(spec);
        return engine.call("create a container", engine.deadlines().answer(), command::exec);
    }

    private static String idWithoutWarnings(CreateContainerResponse answer) {
        String[] warnings = answer.getWarnings();
        if (warnings != null && warnings.length > 0) {
            throw RunnerException.beforeStart(
                    Reason.LIMIT_NOT_ENFORCED,
                    "A limit of this tool can't be enforced on this host.",
                    "The engine says: " + String.join(" ", warnings),
                    null);
        }
        if (answer.getId() == null || answer.getId().isEmpty()) {
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR, "The engine could not create the sandbox.", "Its answer names no id.", null);
        }
        return answer.getId();
    }

    private void requireAsAsked(ContainerSpec spec, String id) {
        Map<String, @Nullable Object> inspected;
        try {
            inspected = inspect(id);
        } catch (DockerException e) {
            throw sandboxError("show the sandbox", e);
        }
        List<String> differences = ReadBack.differences(spec, inspected);
        if (!differences.isEmpty()) {
            throw RunnerException.beforeStart(
                    Reason.LIMIT_NOT_ENFORCED,
                    "The sandbox that the engine made is not the one that was asked for.",
                    "These settings differ from what was asked: " + String.join(", ", differences) + ".",
                    null);
        }
    }

    /** The container as the engine shows it. */
    Map<String, @Nullable Object> inspect(String id) {
        return engine.readRaw("show a container", "/containers/" + id + "/json");
    }

    /** The container's state, as the engine shows it. */
    Map<?, ?> state(String id) {
        return inspect(id).get("State") instanceof Map<?, ?> state ? state : Map.of();
    }

    /** As {@link #state}, without waiting for the answer. */
    Future<Map<?, ?>> askState(String id) {
        return engine.ask(() -> state(id));
    }

    /** What the engine says about a container that ended early, for the operator. Never throws. */
    String stateSentence(String id) {
        try {
            Map<?, ?> state = state(id);
            return "The engine says: status " + state.get("Status") + ", exit code " + state.get("ExitCode")
                    + ", error '" + state.get("Error") + "'";
        } catch (RuntimeException e) {
            return "The engine can't say why";
        }
    }

    /**
     * @throws RunnerException with {@code start_timeout} or {@code sandbox_error}
     */
    void start(String id) {
        try {
            engine.call(
                    "start a container",
                    engine.deadlines().start(),
                    () -> engine.docker().startContainerCmd(id).exec());
        } catch (DockerException e) {
            throw sandboxError("start the sandbox", e);
        } catch (RunnerException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw RunnerException.beforeStart(
                        Reason.START_TIMEOUT, "The sandbox did not start in time.", e.hint(), e);
            }
            throw e;
        }
    }

    /** Kills and removes a container; one that is gone, or is being removed already, is fine. */
    void remove(String nameOrId) {
        try {
            engine.call(
                    "remove a container",
                    engine.deadlines().answer(),
                    () -> engine.docker()
                            .removeContainerCmd(nameOrId)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
        } catch (NotFoundException | ConflictException e) {
            return;
        }
    }

    /**
     * Gives a container all processors, so that its end is not held up by its own limit: even being killed takes processor
     * time. Best effort.
     */
    void liftCpuLimit(String id) {
        try {
            engine.call(
                    "update a container",
                    LIFT_DEADLINE,
                    () -> engine.docker()
                            .updateContainerCmd(id)
                            .withNanoCPUs(Runtime.getRuntime().availableProcessors() * ContainerSpec.NANOS_PER_CPU)
                            .exec());
        } catch (DockerException | RunnerException e) {
            LOG.debug("the CPU limit of container {} could not be lifted", id, e);
        }
    }

    /** All containers of ours, running or not, whoever made them. */
    List<Container> listManaged() {
        return engine.call(
                "list containers",
                engine.deadlines().answer(),
                () -> engine.docker()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(ContainerLabels.MANAGED, "true"))
                        .exec());
    }

    /** The labels of all containers of ours. */
    List<Map<String, String>> labels() {
        return listManaged().stream().map(Container::getLabels).toList();
    }

    private CreateContainerCmd command(ContainerSpec spec) {
        return engine.docker()
                .createContainerCmd(spec.imageId())
                .withName(spec.name())
                .withEntrypoint(ContainerSpec.INIT)
                .withCmd(spec.arguments())
                .withUser(spec.userAndGroup())
                .withHostName(ContainerSpec.HOST_NAME)
                .withWorkingDir(ContainerSpec.WORKSPACE)
                .withLabels(spec.labels())
                .withTty(false)
                .withStdinOpen(true)
                .withStdInOnce(true)
                // the engine writes /etc/hosts only where there is a network; "none" is one, of the loopback alone
                .withNetworkDisabled(spec.network().sockets() == null)
                .withStopSignal(ContainerSpec.STOP_SIGNAL)
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withHostConfig(hostConfig(spec));
    }

    private static HostConfig hostConfig(ContainerSpec spec) {
        SandboxNetwork network = spec.network();
        HostConfig config = HostConfig.newHostConfig()
                .withNetworkMode(ContainerSpec.NETWORK)
                .withIpcMode(ContainerSpec.IPC)
                .withCgroupnsMode(ContainerSpec.CGROUP_NAMESPACE)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(spec.securityOptions())
                .withTmpFs(spec.tmpfs())
                .withMounts(Mounts.commands(spec))
                .withShmSize(spec.limits().scratchBytes())
                .withRuntime(spec.runtime())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withMemory(spec.limits().memoryBytes())
                .withMemorySwap(spec.limits().memoryBytes())
                .withNanoCPUs(spec.nanoCpus())
                .withPidsLimit((long) spec.limits().pids())
                .withUlimits(spec.ulimits().entrySet().stream()
                        .map(limit -> new Ulimit(limit.getKey(), limit.getValue(), limit.getValue()))
                        .toList());
        if (network.sockets() != null) {
            config.withExtraHosts(network.extraHosts().toArray(String[]::new))
                    .withDns(network.nameServers())
                    .withDnsSearch(network.searchList());
        }
        return config;
    }

    private static RunnerException sandboxError(String what, DockerException e) {
        return RunnerException.beforeStart(
                Reason.SANDBOX_ERROR, "The engine could not " + what + ".", "The engine says: " + e.getMessage(), e);
    }
}
