package dev.toolrun.sandbox.docker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes containers behind the caller's back, so that an answer does not wait for it. Thread-safe. */
final class ContainerRemover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRemover.class);
    private static final int ATTEMPTS = 3;
    /** After 1, 2, 3 … seconds; together somewhat more than the engine has for a create. */
    private static final int LATER_LOOKS = 7;

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);
    private static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "toolrun-remove");
        thread.setDaemon(true);
        return thread;
    };

    private final ExecutorService threads = Executors.newCachedThreadPool(DAEMONS);
    private final ScheduledExecutorService retries =
            new ScheduledThreadPoolExecutor(1, DAEMONS, new ThreadPoolExecutor.DiscardPolicy());

    /** What an engine did not remove when it was asked to: as long as this runner lives, no reaper touches it. */
    private final Map<String, Containers> leftBehind = new ConcurrentHashMap<>();

    private boolean retrying;

    /**
     * @param mayAppearLater whether the engine may still be making the container; it is then looked for again, for a while
     * @param afterwards run when the container is gone or was given up for now
     */
    void remove(Containers containers, String name, boolean mayAppearLater, Runnable afterwards) {
        threads.execute(() -> {
            Removal removal;
            try {
                removal = removeStubbornly(containers, name);
            } finally {
                afterwards.run();
            }
            if (removal == Removal.FAILED) {
                LOG.warn(
                        "container {} could not be removed yet; this is tried again as long as this runner lives",
                        name);
                leftBehind.put(name, containers);
                retryLater();
            }
            if (mayAppearLater && removal != Removal.REMOVED) {
                awaitAndRemove(containers, name);
            }
        });
    }

    /** Waits for what is under way. What could not be removed is left to the next runner. */
    @Override
    public void close() {
        retries.shutdownNow();
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

    /** How asking for a removal ended. */
    private enum Removal {
        REMOVED,
        NOT_THERE,
        FAILED
    }

    private static Removal removeStubbornly(Containers containers, String name) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return containers.remove(name) ? Removal.REMOVED : Removal.NOT_THERE;
            } catch (RuntimeException e) {
                LOG.debug("removing container {} failed, attempt {}", name, attempt, e);
            }
        }
        return Removal.FAILED;
    }

    private synchronized void retryLater() {
        if (!retrying) {
            retrying = true;
            retries.schedule(this::retry, RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        leftBehind.forEach((name, containers) -> {
            if (removeStubbornly(containers, name) != Removal.FAILED) {
                leftBehind.remove(name);
            }
        });
        synchronized (this) {
            retrying = false;
        }
        if (!leftBehind.isEmpty()) {
            retryLater();
        }
    }

    private static void awaitAndRemove(Containers containers, String name) {
        try {
            for (int look = 1; look <= LATER_LOOKS; look++) {
                TimeUnit.SECONDS.sleep(look);
                if (removeStubbornly(containers, name) == Removal.REMOVED) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
