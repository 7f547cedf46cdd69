package dev.toolrun.sandbox.docker;

import dev.toolrun.call.RunnerException;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.Finding;
import dev.toolrun.sandbox.HostLimit;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.tool.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds out what this host's engine really enforces: from what it says, and by a sandbox that is started for it. */
public final class HostExamination {
    private static final List<String> CGROUP_LIMITS = List.of("MemoryLimit", "SwapLimit", "PidsLimit", "CpuCfsQuota");

    private final SandboxSettings settings;
    private final EngineConnection connection;
    private final ImageLock images;
    private final SortedSet<String> runtimes;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param asked the runtimes that tools ask for
     */
    public HostExamination(
            SandboxSettings settings, EngineConnection connection, ImageLock images, Collection<String> asked) {
        this.settings = settings;
        this.connection = connection;
        this.images = images;
        runtimes = new TreeSet<>(asked);
        runtimes.add(settings.runtime());
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
        examineRuntimes(info);
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
                    "A user id in a container is the same user id on the host (sandboxes run as " + SandboxUsers.FIRST
                            + " to " + SandboxUsers.LAST + ").",
                    "Use userns-remap or a rootless engine."));
        }
    }

    private void examineRuntimes(Map<String, @Nullable Object> info) {
        Set<?> known = info.get("Runtimes") instanceof Map<?, ?> registered ? registered.keySet() : runtimes;
        for (String runtime : List.copyOf(runtimes)) {
            if (!known.contains(runtime)) {
                runtimes.remove(runtime);
                findings.add(Finding.failed(
                        runtime,
                        "The engine has no runtime '" + runtime + "'; it has " + new TreeSet<>(known) + ".",
                        "Register it with the engine, or change sandbox.runtime or the tools that ask for it."));
            }
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
        ImageConfig config = new ImageInspection(engine).requirePinned(base, image);
        for (String runtime : runtimes) {
            probe(engine, probeSpec(image, config, runtime));
        }
    }

    private void probe(Engine engine, ContainerSpec spec) {
        try {
            Set<HostLimit> missing = new RuntimeProbe(engine, spec).missing();
            missing.forEach(limit -> findings.add(notEnforced(spec.runtime(), limit)));
            if (missing.isEmpty()) {
                findings.add(Finding.ok(
                        spec.runtime(),
                        "Sandboxes were made as asked, and none of their limits could be exceeded: "
                                + String.join(", ", HostLimit.keys()) + "."));
            }
        } catch (RunnerException e) {
            findings.add(Finding.failed(spec.runtime(), e.getMessage(), e.hint()));
        }
    }

    private Finding notEnforced(String runtime, HostLimit limit) {
        if (settings.allowUnenforced().contains(limit)) {
            return Finding.weak(
                    runtime,
                    limit.weakness() + ": " + limit.key() + " is not enforced, and the configuration allows that.",
                    "Calls run and list it in sandbox.unenforced.");
        }
        return Finding.failed(
                runtime,
                limit.weakness() + ": " + limit.key() + " is not enforced, and calls are refused.",
                "Use another runtime, register this one in another way, or name " + limit.key()
                        + " in sandbox.allowUnenforced.");
    }

    private static ContainerSpec probeSpec(PinnedImage image, ImageConfig config, String runtime) {
        return new ContainerSpec(
                ContainerSpec.NAME_PREFIX + "probe-" + UUID.randomUUID(),
                image.id(),
                config,
                runtime,
                SeccompProfile.noNetwork(),
                SandboxUsers.FIRST,
                DockerSandbox.INIT_LIFETIME.toSeconds(),
                Limits.DEFAULT,
                List.of(),
                SandboxNetwork.NONE,
                ContainerLabels.of(
                        ProcessIdentity.current(),
                        Instant.now().plus(DockerSandbox.INIT_LIFETIME),
                        SandboxUsers.FIRST));
    }
}
