package dev.toolrun.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How sandboxes are made on this host.
 *
 * @param engine address of the engine, for example {@code unix:///var/run/docker.sock}; null: as docker itself finds it
 * @param runtime name of the OCI runtime, as the engine knows it
 * @param maxConcurrent how many sandboxes may exist at once
 * @param stateDirectory where this host's runners keep what is theirs; absolute
 * @param queueTimeout how long a call waits for its turn
 * @param mounts what of the host may be mounted
 */
public record SandboxSettings(
        @Nullable String engine,
        String runtime,
        Path stateDirectory,
        int maxConcurrent,
        Duration queueTimeout,
        MountPolicy mounts) {}
