package dev.toolrun.validation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the time that all patterns of a schema together take for one value. It is processor time, so that a busy host refuses
 * nothing that an idle one lets through. Belongs to one thread.
 */
final class MatchingTime {
    static final Duration LIMIT = Duration.ofMillis(500);

    /** About a millisecond's work: to look at the clock costs a microsecond. */
    private static final long STEPS_BETWEEN_LOOKS = 20_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final ThreadLocal<@Nullable MatchingTime> CURRENT = new ThreadLocal<>();

    private final long end;
    private long steps;

    private MatchingTime(Duration limit) {
        end = THREADS.getCurrentThreadCpuTime() + limit.toNanos();
    }

    /** The time is over. */
    static final class OverException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OverException() {
            super("patterns take too long", null, false, false);
        }
    }

    /** Does some work, in which {@link #bounded} texts throw {@link OverException} when its time is over. */
    static void within(Duration limit, Runnable work) {
        MatchingTime outer = CURRENT.get();
        CURRENT.set(new MatchingTime(limit));
        try {
            work.run();
        } finally {
            CURRENT.set(outer);
        }
    }

    /**
     * A text that can be read as long as there is time.
     *
     * @param cost how many steps the reader takes for a character, at most
     */
    static CharSequence bounded(String text, int cost) {
        MatchingTime current = CURRENT.get();
        return current == null ? text : current.new Text(text, cost);
    }

    private void spend(int cost) {
        steps += cost;
        if (steps >= STEPS_BETWEEN_LOOKS) {
            steps = 0;
            if (THREADS.getCurrentThreadCpuTime() > end) {
                throw new OverException();
            }
        }
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
            spend(cost);
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
