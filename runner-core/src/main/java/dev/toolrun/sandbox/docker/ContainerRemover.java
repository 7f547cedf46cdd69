package dev.toolrun.sandbox.docker;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes containers behind the caller's back, so that an answer does not wait for it. Thread-safe. */
final class ContainerRemover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRemover.class);
    private static final int ATTEMPTS = 3;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "toolrun-remove");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param afterwards run when the container is gone or was given up
     */
    void remove(Containers containers, String nameOrId, Runnable afterwards) {
        threads.execute(() -> {
            try {
                removeStubbornly(containers, nameOrId);
            } finally {
                afterwards.run();
            }
        });
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("some containers could not be removed in time; 'toolrun reap' removes them later");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeStubbornly(Containers containers, String nameOrId) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                containers.remove(nameOrId);
                return;
            } catch (RuntimeException e) {
                LOG.debug("removing container {} failed, attempt {}", nameOrId, attempt, e);
            }
        }
        LOG.warn("container {} could not be removed; 'toolrun reap' removes it later", nameOrId);
    }
}
