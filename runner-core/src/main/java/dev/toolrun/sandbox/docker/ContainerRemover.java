package dev.toolrun.sandbox.docker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes containers behind the caller's back, so that an answer does not wait for it. Has no more threads than there are
 * places for calls, and one for all that takes longer. Thread-safe.
 */
final class ContainerRemover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRemover.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    /** After which pauses, in milliseconds, a removal is tried while others wait for the container's place. */
    private static final long[] PAUSES = {0, 200, 1_000};

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Stragglers stragglers = new Stragglers();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "toolrun-remove");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param mayAppearLater whether the engine may still be making the container; it is then looked for again, for a while
     * @param afterwards run when the container is gone or is left for later
     */
    void remove(Containers containers, String name, boolean mayAppearLater, Runnable afterwards) {
        threads.execute(() -> {
            try {
                if (!removeSoon(containers, name) || mayAppearLater) {
                    stragglers.add(containers, name, mayAppearLater);
                }
            } finally {
                afterwards.run();
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
        stragglers.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean removeSoon(Containers containers, String name) {
        boolean last = false;
        for (int i = 0; i < PAUSES.length && !last; i++) {
            last = isClosingWithin(PAUSES[i]);
            if (tryRemove(containers, name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isClosingWithin(long millis) {
        try {
            return millis > 0 && closing.await(millis, TimeUnit.MILLISECONDS);
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
