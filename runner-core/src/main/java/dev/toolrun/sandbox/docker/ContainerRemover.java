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
    /** After 1, 2, 3 … seconds; together somewhat more than the engine has for a create. */
    private static final int LATER_LOOKS = 7;

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "toolrun-remove");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param mayAppearLater whether the engine may still be making the container; it is then looked for again, for a while
     * @param afterwards run when the container is gone or was given up for now
     */
    void remove(Containers containers, String name, boolean mayAppearLater, Runnable afterwards) {
        threads.execute(() -> {
            boolean found;
            try {
                found = removeStubbornly(containers, name);
            } finally {
                afterwards.run();
            }
            if (mayAppearLater && !found) {
                awaitAndRemove(containers, name);
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

    private static boolean removeStubbornly(Containers containers, String name) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return containers.remove(name);
            } catch (RuntimeException e) {
                LOG.debug("removing container {} failed, attempt {}", name, attempt, e);
            }
        }
        LOG.warn("container {} could not be removed; 'toolrun reap' removes it later", name);
        return false;
    }

    private static void awaitAndRemove(Containers containers, String name) {
        try {
            for (int look = 1; look <= LATER_LOOKS; look++) {
                TimeUnit.SECONDS.sleep(look);
                if (removeStubbornly(containers, name)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
