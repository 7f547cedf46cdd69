package dev.toolrun.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code sandbox}.
 *
 * @param engine the container engine's address, or null for {@code DOCKER_HOST} and then the docker context
 * @param runtime the OCI runtime's name, or null for the engine's default
 * @param maxConcurrent how many calls run at once, 1 to 1024
 * @param queueTimeout how long a call waits for its turn, up to 1 hour
 * @param mountRoots where tools' mounts come from; none: there are no mounts
 */
@NotYet({"allowUnenforced", "warm"})
public record SandboxSettings(
        @Pattern(regexp = "(unix|tcp|npipe)://\\S+", message = "must be an address such as unix:///var/run/docker.sock")
        @Nullable
        String engine,

        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                message = "must be the name of an OCI runtime, such as runc")
        @Nullable
        String runtime,

        @Default("4")
        @Min(value = 1, message = "must be at least 1")
        @Max(value = 1024, message = "must be at most 1024")
        int maxConcurrent,

        @Default("30s")
        @DurationMin(message = "must not be negative")
        @DurationMax(hours = 1, message = "must be at most 1h")
        Duration queueTimeout,

        List<Path> mountRoots) {

    static final SandboxSettings BUILT_IN = new SandboxSettings(null, null, 4, Duration.ofSeconds(30), List.of());

    public SandboxSettings {
        mountRoots = List.copyOf(mountRoots);
    }
}
