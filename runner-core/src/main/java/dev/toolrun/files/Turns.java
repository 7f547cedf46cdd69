package dev.toolrun.files;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets the threads of this process take turns, one queue for each key. A key that nobody uses costs nothing. Thread-safe. */
final class Turns {
    private final ConcurrentMap<Object, Queue> queues = new ConcurrentHashMap<>();

    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock(true);

        /** Who has the turn or waits for it; changed only while the map holds this key. */
        private int threads;
    }

    /**
     * Waits for a turn of this key, which {@link #end} ends.
     *
     * @param nanos how long at most; zero or less: not at all
     * @return false if there was none in time
     */
    boolean await(Object key, long nanos) throws InterruptedException {
        Queue queue = queues.compute(key, (same, known) -> {
            Queue joined = known == null ? new Queue() : known;
            joined.threads++;
            return joined;
        });
        boolean isOurs = false;
        try {
            isOurs = queue.lock.tryLock(nanos, TimeUnit.NANOSECONDS);
        } finally {
            if (!isOurs) {
                leave(key);
            }
        }
        return isOurs;
    }

    void end(Object key) {
        Queue queue = queues.get(key);
        if (queue == null) {
            throw new IllegalStateException("nobody's turn");
        }
        queue.lock.unlock();
        leave(key);
    }

    /** The keys in use. */
    int size() {
        return queues.size();
    }

    private void leave(Object key) {
        queues.computeIfPresent(key, (same, queue) -> --queue.threads == 0 ? null : queue);
    }
}
