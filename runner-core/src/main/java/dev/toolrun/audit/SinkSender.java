package dev.toolrun.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that delivers what waits for a sink, and tries again and again where it can't. Thread-safe. */
final class SinkSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkSender.class);

    private final SinkSpool spool;
    private final AuditSink sink;
    private final Pace pace;
    private final Thread thread;
    private boolean woken;
    private boolean closing;
    private boolean failing;
    private boolean ended;

    /**
     * How often it looks and tries.
     *
     * @param look for records of other processes
     * @param firstPause after a failure; each further one is twice as long
     * @param longestPause the longest of them
     * @param farewell how long closing waits for what is waiting, as long as the sink takes it
     */
    record Pace(Duration look, Duration firstPause, Duration longestPause, Duration farewell) {
        static final Pace USUAL =
                new Pace(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofSeconds(1));
    }

    SinkSender(SinkSpool spool, AuditSink sink, Pace pace) {
        this.spool = spool;
        this.sink = sink;
        this.pace = pace;
        thread = new Thread(this::run, "toolrun-audit-" + sink.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** There is something new. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** What is not delivered by then stays in the log for the next process. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
            long deadline = System.nanoTime() + pace.farewell().toNanos();
            await(() -> ended, deadline);
        }
        sink.close();
    }

    private void run() {
        Duration pause = pace.firstPause();
        while (true) {
            try {
                boolean more = spool.hasBegun() && spool.deliverSome();
                succeeded();
                pause = pace.firstPause();
                if (!more && rest()) {
                    break;
                }
            } catch (IOException | RuntimeException e) {
                failed(e);
                if (pause(pause)) {
                    break;
                }
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(pace.longestPause()) < 0 ? twice : pace.longestPause();
            }
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /** Until there is something to do; true: no more. */
    private synchronized boolean rest() {
        if (!closing) {
            await(() -> woken || closing, System.nanoTime() + pace.look().toNanos());
        } else if (!woken) {
            return true;
        }
        woken = false;
        return false;
    }

    private synchronized boolean pause(Duration pause) {
        await(() -> closing, System.nanoTime() + pause.toNanos());
        return closing;
    }

    private synchronized void succeeded() {
        if (failing) {
            failing = false;
            LOG.info("audit records arrive at {} again", sink.name());
        }
    }

    private synchronized void failed(Exception e) {
        if (!failing) {
            failing = true;
            LOG.warn("audit records do not arrive at {}, and wait in the log: {}", sink.name(), e.toString());
        }
    }

    private interface Condition {
        boolean holds();
    }

    /** Holds this object's lock. An interrupt ends the wait early and is kept. */
    private void await(Condition condition, long deadline) {
        try {
            while (!condition.holds() && deadline - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
