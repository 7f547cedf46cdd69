package dev.toolrun.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code sandbox}.
 *
 * @param engine the container engine's address, or null for {@code DOCKER_HOST} and then the docker context
 * @param runtime the OCI runtime's name, or null for runc
 * @param allowUnenforced limits that this host may fail to enforce
 * @param maxConcurrent how many calls run at once, 1 to 256
 * @param queueTimeout how long a call waits for its turn, up to 1 hour
 * @param mountRoots where tools' mounts come from; none: there are no mounts
 * @param warm how many sandboxes are to be ready, by tool
 */
public record SandboxSettings(
        @Pattern(regexp = "(unix|tcp|npipe)://\\S+", message = "must be an address such as unix:///var/run/docker.sock")
        @Nullable
        String engine,

        @Pattern(regexp = RUNTIME, message = BAD_RUNTIME) @Nullable
        String runtime,

        Set<@Pattern(regexp = LIMIT, message = BAD_LIMIT) String> allowUnenforced,

        @Default("4") @Min(value = 1, message = "must be at least 1") @Max(value = 256, message = "must be at most 256")
        int maxConcurrent,

        @Default("30s")
        @DurationMin(message = "must not be negative")
        @DurationMax(hours = 1, message = "must be at most 1h")
        Duration queueTimeout,

        List<Path> mountRoots,

        Map<String, @Min(value = 1, message = BAD_WARM) @Max(value = 64, message = BAD_WARM) Integer> warm) {

    /** The runtime of a host whose configuration names none. */
    public static final String DEFAULT_RUNTIME = "runc";

    static final String RUNTIME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    static final String BAD_RUNTIME = "must be the name of an OCI runtime, such as runc";

    private static final String LIMIT = "memory|cpus|cpuTime|pids|openFiles|fileSize|scratch|scratchFiles|seccomp";
    private static final String BAD_LIMIT =
            "must be one of memory, cpus, cpuTime, pids, openFiles, fileSize, scratch, scratchFiles, seccomp";

    private static final String BAD_WARM = "must be 1 to 64";

    static final SandboxSettings BUILT_IN =
            new SandboxSettings(null, null, Set.of(), 4, Duration.ofSeconds(30), List.of());

    public SandboxSettings {
        allowUnenforced = Copies.set(allowUnenforced);
        mountRoots = List.copyOf(mountRoots);
        warm = Copies.map(warm);
    }

    /** No sandbox is made before it is needed. */
    public SandboxSettings(
            @Nullable String engine,
            @Nullable String runtime,
            Set<String> allowUnenforced,
            int maxConcurrent,
            Duration queueTimeout,
            List<Path> mountRoots) {
        this(engine, runtime, allowUnenforced, maxConcurrent, queueTimeout, mountRoots, Map.of());
    }

    /** The same with these ready sandboxes instead. */
    public SandboxSettings withWarm(Map<String, Integer> counts) {
        return new SandboxSettings(engine, runtime, allowUnenforced, maxConcurrent, queueTimeout, mountRoots, counts);
    }
}
