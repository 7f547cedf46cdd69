package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.call.RunnerException;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.HostLimit;
import dev.toolrun.tool.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tries what a runtime enforces: in sandboxes with small limits, the program that is their first process runs as the tool,
 * too, and goes beyond each of them. Takes one to three seconds.
 */
final class RuntimeProbe {
    private static final long MIB = 1L << 20;
    private static final Duration WALL_TIME = Duration.ofSeconds(10);
    private static final Duration CPU_TIME = Duration.ofMillis(200);
    private static final int CONTROLS = 3;
    private static final Limits LIMITS = limits(WALL_TIME);

    private final Engine engine;
    private final Containers containers;
    private final ContainerSpec like;

    /**
     * @param like names image, runtime and profile
     */
    RuntimeProbe(Engine engine, ContainerSpec like) {
        this.engine = engine;
        this.containers = new Containers(engine);
        this.like = like;
    }

    /**
     * The limits that are not in force. One whose trial gave no answer counts as not in force.
     *
     * @throws RunnerException if no such sandbox can be started
     * @throws CancellationException if the thread is interrupted
     */
    Set<HostLimit> missing() {
        Set<HostLimit> held = EnumSet.noneOf(HostLimit.class);
        Trial most = run(LIMITS, amounts(LIMITS));
        held.addAll(most.held());
        if (held.contains(HostLimit.CPUS) && !wouldHaveExceededCpus()) {
            held.remove(HostLimit.CPUS);
        }
        if (run(LIMITS, List.of(HostLimit.MEMORY.key(), Long.toString(LIMITS.memoryBytes())))
                .endedForMemory()) {
            held.add(HostLimit.MEMORY);
        }
        Limits shortCpuTime = limits(CPU_TIME);
        if (run(shortCpuTime, List.of(HostLimit.CPU_TIME.key(), Long.toString(CPU_TIME.toMillis())))
                .stopped("cpu_limit")) {
            held.add(HostLimit.CPU_TIME);
        }
        return EnumSet.complementOf(EnumSet.copyOf(held));
    }

    /** On a machine without time to spare, nobody gets more than the limit, with or without one. */
    private boolean wouldHaveExceededCpus() {
        Limits generous = limits(1.0, WALL_TIME);
        for (int i = 0; i < CONTROLS; i++) {
            if (!run(generous, cpus(LIMITS)).held().contains(HostLimit.CPUS)) {
                return true;
            }
        }
        return false;
    }

    private Trial run(Limits limits, List<String> trials) {
        int user = SandboxUsers.HERE.take(containers.labels());
        try {
            return run(spec(limits, user), limits, trials);
        } finally {
            SandboxUsers.HERE.release(user);
        }
    }

    private ContainerSpec spec(Limits limits, int user) {
        return new ContainerSpec(
                ContainerSpec.NAME_PREFIX + "probe-" + UUID.randomUUID(),
                like.imageId(),
                like.image(),
                like.runtime(),
                like.seccomp(),
                user,
                DockerSandbox.INIT_LIFETIME.toSeconds(),
                limits,
                List.of(),
                SandboxNetwork.NONE,
                ContainerLabels.of(ProcessIdentity.current(), Instant.now().plus(DockerSandbox.INIT_LIFETIME), user));
    }

    private Trial run(ContainerSpec spec, Limits limits, List<String> trials) {
        Conversation conversation = new Conversation(limits);
        try {
            String id = containers.create(spec);
            new ContainerStart(engine, containers, conversation, spec.user()).start(id);
            List<String> command = new ArrayList<>(List.of(ContainerSpec.INIT, "--probe"));
            command.addAll(trials);
            conversation.requests().send(CallRequest.of(limits, command, conversation.proof()));
            return awaitEnd(id, conversation);
        } finally {
            conversation.end();
            removeQuietly(spec.name());
        }
    }

    private Trial awaitEnd(String id, Conversation conversation) {
        try {
            Trailer trailer = conversation.awaitTrailer(WALL_TIME.plusSeconds(2));
            return new Trial(text(conversation.stdout()), trailer, false);
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted while trying a runtime");
        } catch (TimeoutException e) {
            return new Trial(text(conversation.stdout()), null, false);
        } catch (Conversation.EndedException e) {
            boolean killed = Boolean.TRUE.equals(containers.state(id).get("OOMKilled"));
            return new Trial(text(conversation.stdout()), null, killed);
        }
    }

    private void removeQuietly(String name) {
        try {
            containers.remove(name);
        } catch (DockerException | RunnerException | CancellationException e) {
            return; // labelled as ours: the reaper gets it when we are gone
        }
    }

    private static Limits limits(Duration cpuTime) {
        return limits(0.2, cpuTime);
    }

    private static Limits limits(double cpus, Duration cpuTime) {
        return new Limits(
                cpus, 128 * MIB, 16, 64, WALL_TIME, cpuTime, 64 * 1024, 64 * 1024, MIB, 2 * MIB, 64, MIB, 0, 0);
    }

    private static List<String> cpus(Limits limits) {
        return List.of(HostLimit.CPUS.key(), Long.toString(Math.round(limits.cpus() * 1000)));
    }

    private static List<String> amounts(Limits limits) {
        List<String> amounts = new ArrayList<>(List.of(
                HostLimit.PIDS.key(), Integer.toString(limits.pids()),
                HostLimit.OPEN_FILES.key(), Integer.toString(limits.openFiles()),
                HostLimit.FILE_SIZE.key(), Long.toString(limits.fileSizeBytes()),
                HostLimit.SCRATCH.key(), Long.toString(limits.scratchBytes()),
                HostLimit.SCRATCH_FILES.key(), Integer.toString(limits.scratchFiles()),
                HostLimit.SECCOMP.key(), "0"));
        amounts.addAll(cpus(limits));
        return amounts;
    }

    private static String text(CapturedStream stdout) {
        return new String(stdout.head(), StandardCharsets.UTF_8);
    }

    /**
     * What became of one sandbox.
     *
     * @param lines what was tried, {@code LIMIT=held} or {@code LIMIT=exceeded} each
     * @param trailer null: it ended without
     * @param killedForMemory by the engine's account
     */
    private record Trial(String lines, @Nullable Trailer trailer, boolean killedForMemory) {

        Set<HostLimit> held() {
            Set<HostLimit> held = EnumSet.noneOf(HostLimit.class);
            for (HostLimit limit : HostLimit.values()) {
                if (lines.lines().anyMatch(line -> line.equals(limit.key() + "=held"))) {
                    held.add(limit);
                }
            }
            return held;
        }

        boolean endedForMemory() {
            return killedForMemory || stopped("out_of_memory") || held().contains(HostLimit.MEMORY);
        }

        boolean stopped(String why) {
            return trailer != null && why.equals(trailer.get("stopped"));
        }
    }
}
