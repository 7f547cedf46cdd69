package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes containers whose runner is dead. A container of a living runner is never touched. Where it can't be seen if the
 * runner lives (another machine, PID namespace or boot), the container goes when its deadline is well past.
 */
final class Reaper {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Containers containers;
    private final ProcessIdentity self;
    private final InstantSource clock;

    Reaper(Containers containers, ProcessIdentity self, InstantSource clock) {
        this.containers = containers;
        this.self = self;
        this.clock = clock;
    }

    /**
     * Removes what dead runners left behind and returns the ids of what was removed. One that the engine does not remove does
     * not keep the others.
     *
     * @throws dev.toolrun.call.RunnerException if the engine can't be asked, or does not answer in time
     */
    List<String> reap() {
        List<String> removed = new ArrayList<>();
        for (Container container : containers.listManaged()) {
            if (isOurs(container) && isAbandoned(container.getLabels())) {
                try {
                    containers.remove(container.getId());
                    removed.add(container.getId());
                } catch (DockerException e) {
                    LOG.warn(
                            "container {} of a dead runner could not be removed: {}",
                            container.getId(),
                            e.getMessage());
                }
            }
        }
        return removed;
    }

    /** Labels are inherited by what others make from an image; names are not. */
    private static boolean isOurs(Container container) {
        return Arrays.stream(container.getNames()).anyMatch(name -> name.startsWith("/" + ContainerSpec.NAME_PREFIX));
    }

    boolean isAbandoned(Map<String, String> labels) {
        ProcessIdentity owner = ProcessIdentity.parse(labels.getOrDefault(ContainerLabels.OWNER, ""));
        if (self.canSee(owner)) {
            return !owner.isAlive();
        }
        return deadline(labels).plus(MARGIN).isBefore(clock.instant());
    }

    private static Instant deadline(Map<String, String> labels) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(labels.getOrDefault(ContainerLabels.DEADLINE, "0")));
        } catch (NumberFormatException e) {
            return Instant.EPOCH;
        }
    }
}
