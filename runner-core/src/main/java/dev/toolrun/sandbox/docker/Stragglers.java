package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers that this process could not remove yet, or that an engine which gave no answer may still make. They are tried
 * again until they are gone, however long the engine is away, by one thread for all of them. Thread-safe.
 */
final class Stragglers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stragglers.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    /**
     * The pauses between two tries, in milliseconds. An engine that has answered after all of them, two minutes in a row, does
     * not make the container any more.
     */
    private static final long[] PAUSES = {1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000};
    /** The longest pause, as an index of the above, while the engine does not do as asked. */
    private static final int LONGEST_AFTER_FAILURE = 4;

    private final Set<Straggler> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread made = new Thread(work, "toolrun-remove-later");
        made.setDaemon(true);
        return made;
    });

    /**
     * Takes care of a container; after {@link #close}, the next runner has to.
     *
     * @param mayAppearLater whether the engine may still make it, perhaps more than once
     */
    void add(Containers containers, String name, boolean mayAppearLater) {
        Straggler straggler = new Straggler(containers, name, mayAppearLater);
        waiting.add(straggler);
        schedule(straggler, PAUSES[0]);
    }

    /** Tries all that are left once more, as long as there is an engine. */
    @Override
    public void close() {
        thread.shutdownNow();
        long deadline = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        boolean engineIsThere = true;
        for (Iterator<Straggler> all = waiting.iterator(); all.hasNext() && engineIsThere; ) {
            Straggler straggler = all.next();
            Answer answer = straggler.tryRemove();
            if (answer == Answer.GONE) {
                waiting.remove(straggler);
            }
            engineIsThere = answer != Answer.NONE && System.nanoTime() < deadline;
        }
        for (Straggler straggler : waiting) {
            LOG.warn("container {} could not be removed; the next runner or 'toolrun reap' does", straggler.name);
        }
    }

    private void schedule(Straggler straggler, long pause) {
        if (!thread.isShutdown()) {
            thread.schedule(() -> tryAgain(straggler), pause, TimeUnit.MILLISECONDS);
        }
    }

    private void tryAgain(Straggler straggler) {
        boolean gone = straggler.tryRemove() == Answer.GONE;
        straggler.failures = gone ? 0 : straggler.failures + 1;
        straggler.timesGone = gone ? straggler.timesGone + 1 : 0;
        if (gone && (!straggler.mayAppearLater || straggler.timesGone == PAUSES.length)) {
            waiting.remove(straggler);
        } else {
            schedule(
                    straggler,
                    PAUSES[gone ? straggler.timesGone : Math.min(straggler.failures, LONGEST_AFTER_FAILURE)]);
        }
    }

    private enum Answer {
        GONE,
        REFUSED,
        NONE
    }

    /** One container; its counts belong to the thread that tries again. */
    private static final class Straggler {
        private final Containers containers;
        private final String name;
        private final boolean mayAppearLater;
        private int failures;
        private int timesGone;

        Straggler(Containers containers, String name, boolean mayAppearLater) {
            this.containers = containers;
            this.name = name;
            this.mayAppearLater = mayAppearLater;
        }

        Answer tryRemove() {
            try {
                containers.remove(name);
                return Answer.GONE;
            } catch (DockerException e) {
                LOG.debug("the engine did not remove container {}", name, e);
                return Answer.REFUSED;
            } catch (RuntimeException e) {
                LOG.debug("the engine could not be asked to remove container {}", name, e);
                return Answer.NONE;
            }
        }
    }
}
