package dev.toolrun.sandbox.docker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes containers behind the caller's back, so that an answer does not wait for it. Thread-safe. */
final class ContainerRemover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRemover.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    /** After which pauses, in milliseconds, a removal is tried while others wait for the container's place. */
    private static final long[] SOON = {0, 200, 1_000};
    /** After which further pauses one that failed, or that came before the engine made the container, is tried again. */
    private static final long[] LATER = {1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000};

    private final CountDownLatch closing = new CountDownLatch(1);
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
            boolean removed;
            try {
                removed = removeAfter(SOON, containers, name, false);
            } finally {
                afterwards.run();
            }
            if (mayAppearLater || !removed) {
                removed = removeAfter(LATER, containers, name, mayAppearLater);
            }
            if (!removed) {
                LOG.warn(
                        "container {} could not be removed; 'toolrun reap' removes it when this process is over", name);
            }
        });
    }

    /** Waits for what is under way; what would wait for later is tried now, a last time. */
    @Override
    public void close() {
        closing.countDown();
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

    /**
     * @param everyTime whether to go on after a success, because the container may be made again
     * @return whether the last try succeeded: the container was removed, or there was none
     */
    private boolean removeAfter(long[] pauses, Containers containers, String name, boolean everyTime) {
        boolean removed = false;
        boolean last = false;
        for (int i = 0; i < pauses.length && !last && (everyTime || !removed); i++) {
            last = pauses[i] > 0 && isClosingWithin(pauses[i]);
            removed = tryRemove(containers, name);
        }
        return removed;
    }

    private boolean isClosingWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static boolean tryRemove(Containers containers, String name) {
        try {
            containers.remove(name);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("removing container {} failed", name, e);
            return false;
        }
    }
}
