package dev.toolrun;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The threads that are in a call, so that closing can cancel their calls and wait for them. Thread-safe. */
final class RunningCalls {
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    /**
     * @throws IllegalStateException if no more calls are taken
     */
    synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("this ToolRunner is closed");
        }
        threads.add(Thread.currentThread());
    }

    synchronized void leave() {
        threads.remove(Thread.currentThread());
        notifyAll();
    }

    /** Takes no more calls, cancels those that run, and waits for them for a bounded time. */
    synchronized void close(Duration atMost) {
        closed = true;
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        while (!threads.isEmpty() && System.nanoTime() < end) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
