package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.MountType;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.tool.Mount;
import java.io.Serial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mounts as an engine takes them. Between the last look at a source and the moment when the engine mounts it, whoever may
 * write the folder that holds it could still exchange it; a tool can't.
 */
final class Mounts {
    /** Nothing that is mounted later, on either side, shows on the other. */
    static final String PROPAGATION = "private";

    private Mounts() {}

    /**
     * Looks at what a tool wants to mount once more, with the engine's own directories closed as well.
     *
     * @throws RunnerException with {@code invalid_configuration} if one of them can't be mounted
     */
    static void require(Engine engine, MountPolicy policy, List<Mount> mounts) {
        if (mounts.isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> info = engine.readRaw("describe itself", "/info");
        if (!engine.address().isUnix()
                || String.valueOf(info.get("OperatingSystem")).contains("Docker Desktop")) {
            throw refused(
                    "This tool needs files of the host, which only an engine on this host can mount.",
                    "The engine at " + engine.address().uri() + " does not run on this host.");
        }
        List<Path> engines = new ArrayList<>(List.of(engine.address().socket()));
        if (info.get("DockerRootDir") instanceof String root) {
            engines.add(Path.of(root));
        }
        MountPolicy closer = policy.without(engines);
        for (Mount mount : mounts) {
            String refusal = closer.refusal(mount.source());
            if (refusal != null) {
                throw refused(
                        "What this tool needs of the host's files can't be mounted.",
                        mount.source() + " " + refusal + ".");
            }
        }
    }

    /** What the engine is asked to mount: the sockets of the network and what the tool reads. */
    static List<com.github.dockerjava.api.model.Mount> commands(ContainerSpec spec) {
        List<com.github.dockerjava.api.model.Mount> commands = new ArrayList<>();
        Path sockets = spec.network().sockets();
        if (sockets != null) {
            commands.add(new com.github.dockerjava.api.model.Mount()
                    .withType(MountType.BIND)
                    .withSource(sockets.toString())
                    .withTarget(SandboxNetwork.MOUNT_POINT)
                    .withReadOnly(true));
        }
        spec.mounts().stream()
                .map(mount -> new com.github.dockerjava.api.model.Mount()
                        .withType(MountType.BIND)
                        .withSource(mount.source().toString())
                        .withTarget(mount.target())
                        .withReadOnly(true)
                        .withBindOptions(new OneFileSystem().withPropagation(BindPropagation.PRIVATE)))
                .forEach(commands::add);
        return commands;
    }

    /** Whether {@code HostConfig.Mounts} of a container are these, in any order, and nothing else. */
    static boolean areAsked(List<Mount> mounts, List<?> hostConfig) {
        List<Map<String, Object>> asked = mounts.stream()
                .map(mount -> Map.<String, Object>of(
                        "Type", "bind",
                        "Source", mount.source().toString(),
                        "Target", mount.target(),
                        "ReadOnly", true,
                        "BindOptions", Map.of("Propagation", PROPAGATION, "NonRecursive", true)))
                .toList();
        return hostConfig.size() == asked.size() && hostConfig.containsAll(asked);
    }

    /** Whether the {@code Mounts} that the engine made of them are these and nothing else. */
    static boolean areMade(List<Mount> mounts, List<?> made) {
        List<Map<String, Object>> asked = mounts.stream()
                .map(mount -> Map.<String, Object>of(
                        "Type",
                        "bind",
                        "Source",
                        mount.source().toString(),
                        "Destination",
                        mount.target(),
                        "Mode",
                        "",
                        "RW",
                        false,
                        "Propagation",
                        PROPAGATION))
                .toList();
        return made.size() == asked.size() && made.containsAll(asked);
    }

    private static RunnerException refused(String message, String hint) {
        return RunnerException.beforeStart(Reason.INVALID_CONFIGURATION, message, hint, null);
    }

    /** Leaves out what is mounted below the source: it was not checked, and would not be read-only on every kernel. */
    static final class OneFileSystem extends BindOptions {
        @Serial
        private static final long serialVersionUID = 1L;

        /** Found by docker-java's JSON writer, which has no such option of its own; engines ignore the case of names. */
        public boolean getNonRecursive() {
            return true;
        }
    }
}
