package dev.toolrun.validation;

import com.networknt.schema.SchemaException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what it costs to hold one call's arguments against schemas: all patterns, all keywords, those of the tool and of every
 * role together. It is processor time, so that a busy host refuses nothing that an idle one lets through. Belongs to one thread.
 */
final class CheckingTime {
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** About a millisecond's work: to look at the clock costs a microsecond. */
    private static final long STEPS_BETWEEN_LOOKS = 20_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final ThreadLocal<@Nullable CheckingTime> CURRENT = new ThreadLocal<>();

    private final long end;
    private long steps;

    private CheckingTime(Duration limit) {
        end = THREADS.getCurrentThreadCpuTime() + limit.toNanos();
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
            if (THREADS.getCurrentThreadCpuTime() > end) {
                throw new OverException(); // the steps stay, so that whatever goes on after this ends as well
            }
            steps = 0;
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
