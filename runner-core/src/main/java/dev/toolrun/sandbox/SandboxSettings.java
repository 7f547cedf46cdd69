package dev.toolrun.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How sandboxes are made on this host.
 *
 * @param engine address of the engine, for example {@code unix:///var/run/docker.sock}; null: as docker itself finds it
 * @param runtime name of the OCI runtime, as the engine knows it; a tool may have a stricter one
 * @param allowUnenforced limits that may be missing; calls then say so
 * @param maxConcurrent how many sandboxes may have a call at once
 * @param stateDirectory where this host's runners keep what is theirs; absolute
 * @param queueTimeout how long a call waits for its turn
 * @param mounts what of the host may be mounted
 * @param warm which tools are to have ready sandboxes; tools with mounts or a network can't
 * @param deadlines how long the engine may take
 */
public record SandboxSettings(
        @Nullable String engine,
        String runtime,
        Set<HostLimit> allowUnenforced,
        Path stateDirectory,
        int maxConcurrent,
        Duration queueTimeout,
        MountPolicy mounts,
        List<WarmTool> warm,
        EngineDeadlines deadlines) {
    public SandboxSettings {
        allowUnenforced = Set.copyOf(allowUnenforced);
        warm = List.copyOf(warm);
    }
}
