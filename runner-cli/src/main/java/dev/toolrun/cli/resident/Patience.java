package dev.toolrun.cli.resident;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** How long a client is waited for while it takes its answer, all in all. The time that its call takes does not count. Thread-safe. */
final class Patience {
    private final AtomicLong leftNanos;
    private final LongSupplier clock;
    private final Function<Duration, Connection.Deadline> ending;

    /**
     * @param clock in nanoseconds
     * @param ending ends the connection, and so every wait for it, unless it is called off in the time that is given
     */
    Patience(Duration atMost, LongSupplier clock, Function<Duration, Connection.Deadline> ending) {
        leftNanos = new AtomicLong(atMost.toNanos());
        this.clock = clock;
        this.ending = ending;
    }

    /** What lasts as long as the client takes for it. */
    interface Wait<T> {
        T end() throws IOException;
    }

    <T> T await(Wait<T> wait) throws IOException {
        long begin = clock.getAsLong();
        Connection.Deadline deadline = ending.apply(Duration.ofNanos(Math.max(0, leftNanos.get())));
        try {
            return wait.end();
        } finally {
            deadline.callOff();
            leftNanos.addAndGet(begin - clock.getAsLong());
        }
    }
}
