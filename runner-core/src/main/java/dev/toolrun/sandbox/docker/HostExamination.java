package dev.toolrun.sandbox.docker;

import dev.toolrun.call.RunnerException;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.Finding;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.tool.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds out what this host's engine really enforces: from what it says, and by a sandbox that is started for it. */
public final class HostExamination {
    private static final List<String> CGROUP_LIMITS = List.of("MemoryLimit", "SwapLimit", "PidsLimit", "CpuCfsQuota");

    private final SandboxSettings settings;
    private final EngineConnection connection;
    private final ImageLock images;
    private final List<Finding> findings = new ArrayList<>();

    public HostExamination(SandboxSettings settings, EngineConnection connection, ImageLock images) {
        this.settings = settings;
        this.connection = connection;
        this.images = images;
    }

    /** Examines once. Does not throw for what it finds. */
    public List<Finding> findings() {
        try {
            Engine engine = connection.engine();
            findings.add(Finding.ok(
                    "engine",
                    "The engine at " + engine.address().uri() + " ("
                            + engine.address().source() + ") speaks API " + engine.apiVersion() + "."));
            examineInfo(engine.info());
            examineRunc(engine.readRaw("tell its version", "/version"));
            probe(engine);
        } catch (RunnerException e) {
            findings.add(Finding.failed("engine", e.getMessage(), e.hint()));
        }
        return List.copyOf(findings);
    }

    private void examineInfo(Map<String, @Nullable Object> info) {
        for (String limit : CGROUP_LIMITS) {
            if (!Boolean.TRUE.equals(info.get(limit))) {
                findings.add(Finding.failed(
                        "limits",
                        "The engine can't enforce " + limit + " on this host.",
                        "Enable the cgroup controller (for SwapLimit: boot with swapaccount=1, or use cgroup v2)."));
            }
        }
        examineRuntime(info);
        String options = String.valueOf(info.get("SecurityOptions"));
        if (!options.contains("name=seccomp")) {
            findings.add(Finding.failed(
                    "seccomp", "The engine has no seccomp.", "Use a kernel and an engine with seccomp."));
        }
        if (!options.contains("name=apparmor") && !options.contains("name=selinux")) {
            findings.add(Finding.weak(
                    "mandatory access control",
                    "Neither AppArmor nor SELinux confines containers here.",
                    "Install AppArmor ('sudo apt-get install apparmor') where the kernel supports it."));
        }
        if (!options.contains("name=userns") && !options.contains("name=rootless")) {
            findings.add(Finding.weak(
                    "user namespaces",
                    "A user id in a container is the same user id on the host (sandboxes run as 65532).",
                    "Use userns-remap or a rootless engine."));
        }
    }

    private void examineRuntime(Map<String, @Nullable Object> info) {
        if (info.get("Runtimes") instanceof Map<?, ?> runtimes && !runtimes.containsKey(settings.runtime())) {
            findings.add(Finding.failed(
                    "runtime",
                    "The engine has no runtime '" + settings.runtime() + "'.",
                    "Register it with the engine, or set sandbox.runtime to one of " + runtimes.keySet() + "."));
        }
    }

    private void examineRunc(Map<String, @Nullable Object> version) {
        for (Object component : version.get("Components") instanceof List<?> list ? list : List.of()) {
            if (component instanceof Map<?, ?> part && "runc".equals(part.get("Name"))) {
                RuncVersion.weakness(String.valueOf(part.get("Version"))).ifPresent(findings::add);
            }
        }
    }

    private void probe(Engine engine) {
        String base = ImageBuild.qualified(ImageBuild.BASE);
        PinnedImage image = images.find(base);
        if (image == null) {
            findings.add(Finding.weak(
                    "probe",
                    "What a sandbox really gets was not tried: image " + base + " is missing.",
                    "Run 'toolrun images build base'."));
            return;
        }
        Containers containers = new Containers(engine);
        ContainerSpec spec = probeSpec(image, new ImageInspection(engine).requirePinned(base, image));
        Conversation conversation = new Conversation(Limits.DEFAULT);
        try {
            String id = containers.create(spec);
            Trailer ready = new ContainerStart(engine, containers, conversation).start(id);
            reportProbe(ready);
        } catch (RunnerException e) {
            findings.add(Finding.failed("probe", e.getMessage(), e.hint()));
        } finally {
            conversation.end();
            containers.remove(spec.name());
        }
    }

    private void reportProbe(Trailer ready) {
        findings.add(Finding.ok(
                "probe",
                "A sandbox was made as asked: every setting was read back, no capabilities, no new privileges, our seccomp"
                        + " profile."));
        for (String source : List.of("cpu_source", "memory_source")) {
            if (!"cgroup".equals(ready.get(source))) {
                findings.add(Finding.weak(
                        "usage",
                        "A sandbox can't read its own cgroup (" + source
                                + "): the CPU-time limit and a call's figures may" + " be missing.",
                        "Use the runc runtime with a private cgroup namespace."));
            }
        }
    }

    private ContainerSpec probeSpec(PinnedImage image, ImageConfig config) {
        return new ContainerSpec(
                ContainerSpec.NAME_PREFIX + "probe-" + UUID.randomUUID(),
                image.id(),
                config,
                settings.runtime(),
                SeccompProfile.noNetwork(),
                DockerSandbox.INIT_LIFETIME.toSeconds(),
                Limits.DEFAULT,
                List.of(),
                SandboxNetwork.NONE,
                ContainerLabels.of(ProcessIdentity.current(), Instant.now().plus(DockerSandbox.INIT_LIFETIME)));
    }
}
