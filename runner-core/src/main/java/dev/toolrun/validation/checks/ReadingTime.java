package dev.toolrun.validation.checks;

import java.time.Duration;

/** The processor time that a call's values may take to be read. For one thread. */
public interface ReadingTime {

    /** What is left; not negative. */
    Duration left();

    /**
     * Takes time away that another thread spent on reading for this one.
     *
     * @throws RuntimeException of the implementation's own kind if it is more than was left
     */
    void take(Duration spent);
}
