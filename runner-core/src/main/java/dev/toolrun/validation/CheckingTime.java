package dev.toolrun.validation;

import com.networknt.schema.SchemaException;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.Violation;
import dev.toolrun.validation.checks.ReadingTime;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what it costs to hold one call's arguments against schemas, checks and resources, those of the tool and of every role
 * together. It is processor time, so that a busy host refuses nothing that an idle one lets through. Belongs to one thread.
 */
final class CheckingTime {
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** About a millisecond's work: to look at the clock costs a microsecond. */
    private static final int STEPS_BETWEEN_LOOKS = 20_000;

    private static final Violation TOO_COSTLY = new Violation(
            "", "time", "The arguments take too long to be checked: they are too large or too deeply nested.");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final ThreadLocal<@Nullable CheckingTime> CURRENT = new ThreadLocal<>();

    /** The current work's time, for what reads in another thread. Without such work, each reading has a whole limit. */
    static final ReadingTime READING = new ReadingTime() {
        @Override
        public Duration left() {
            CheckingTime current = CURRENT.get();
            return current == null ? LIMIT : Duration.ofNanos(Math.max(0, current.end - spentByThread()));
        }

        @Override
        public void take(Duration spent) {
            CheckingTime current = CURRENT.get();
            if (current != null) {
                current.end -= spent.toNanos();
                look();
            }
        }
    };

    private long end;
    private long steps;

    private CheckingTime(Duration limit) {
        end = spentByThread() + limit.toNanos();
    }

    /** The time is over. Of a kind that the schema library passes on without a word in the log. */
    static final class OverException extends SchemaException {
        private static final long serialVersionUID = 1L;

        OverException() {
            super("the checks take too long");
        }
    }

    /**
     * Does some work, in which {@link #spend} and {@link #bounded} texts throw {@link OverException} when its time is over. Within
     * other such work, it shares that one's time.
     */
    static <T> T within(Duration limit, Supplier<T> work) {
        if (CURRENT.get() != null) {
            return work.get();
        }
        CURRENT.set(new CheckingTime(limit));
        try {
            return work.get();
        } finally {
            CURRENT.remove();
        }
    }

    /**
     * Does a part of the work.
     *
     * @param rule what the arguments are held against in it
     * @throws RefusedException for invalid arguments if the time is over, before or in it
     */
    static <T> T orRefuse(String rule, Supplier<T> part) {
        try {
            look();
            return part.get();
        } catch (OverException e) {
            throw new RefusedException(Rejection.invalidArguments(TOO_COSTLY.message(), rule, List.of(TOO_COSTLY)));
        }
    }

    /** Does something that costs the current work no time: it is the operator's or the embedder's doing, not the caller's. */
    static <T> T free(Supplier<T> something) {
        CheckingTime current = CURRENT.get();
        if (current == null) {
            return something.get();
        }
        long start = spentByThread();
        CURRENT.remove();
        try {
            return something.get();
        } finally {
            CURRENT.set(current);
            current.end += spentByThread() - start;
        }
    }

    /**
     * Looks at the clock.
     *
     * @throws OverException if the current work's time is over
     */
    static void look() {
        spend(STEPS_BETWEEN_LOOKS);
    }

    /** Takes a number of steps out of the current work's time; without such work, nothing. */
    static void spend(int steps) {
        CheckingTime current = CURRENT.get();
        if (current != null) {
            current.take(steps);
        }
    }

    /**
     * A text that can be read as long as there is time.
     *
     * @param cost how many steps the reader takes for a character, at most
     */
    static CharSequence bounded(String text, int cost) {
        CheckingTime current = CURRENT.get();
        return current == null ? text : current.new Text(text, cost);
    }

    private void take(int cost) {
        steps += cost;
        if (steps >= STEPS_BETWEEN_LOOKS) {
            if (spentByThread() > end) {
                throw new OverException(); // the steps stay, so that whatever goes on after this ends as well
            }
            steps = 0;
        }
    }

    private static long spentByThread() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private final class Text implements CharSequence {
        private final String text;
        private final int cost;

        Text(String text, int cost) {
            this.text = text;
            this.cost = cost;
        }

        @Override
        public char charAt(int index) {
            take(cost);
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
