package dev.toolrun.detect;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * How much an operator's patterns may work on the texts of one call: on all of their forms, in all rounds. What a pattern
 * reads is counted, and the processor's time that it takes is looked at now and then, since one pattern does far more for a
 * character than another. Not thread-safe.
 */
final class MaskWork {
    /** How often each character may be read, in the mean. */
    private static final long READINGS = 64;

    private static final long FEW_CHARACTERS = 4096;
    private static final long NANOS_PER_CHARACTER = 4_000;
    /** To begin takes time as well. */
    private static final long CHARACTERS_OF_A_PASS = 64;

    private static final long NANOS_AT_FIRST = 2_000_000_000;
    private static final long READINGS_BETWEEN_LOOKS = 16_384;

    private final LongSupplier clock;
    private long readings;
    private long nanos = NANOS_AT_FIRST;
    private long untilLook = READINGS_BETWEEN_LOOKS;
    /** Not before much has been read: a clock takes a while to get. */
    private boolean timed;

    private long lastLook;
    private boolean spent;

    /**
     * @param clock the time that this thread has worked, in nanoseconds
     */
    MaskWork(LongSupplier clock) {
        this.clock = clock;
    }

    /** Measures the time of the processor that the current thread takes. */
    static MaskWork ofThread() {
        return new MaskWork(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    /** There is more to work on; what was left before stays. */
    void addText(int length) {
        readings += READINGS * (length + FEW_CHARACTERS);
        nanos += NANOS_PER_CHARACTER * (length + CHARACTERS_OF_A_PASS);
        spent = false;
    }

    /** Whether the last text took too much: nothing of it may be handed on. */
    boolean isSpent() {
        return spent;
    }

    /** A pattern begins to work, until {@link #end}. */
    void begin() {
        lastLook = timed ? clock.getAsLong() : 0;
    }

    void end() {
        if (timed) {
            look();
        }
    }

    /** A pattern reads a character. */
    void read() {
        readings--;
        untilLook--;
        if (untilLook < 0) {
            look();
        }
        if (readings < 0 || nanos < 0) {
            readings = Math.max(readings, 0);
            nanos = Math.max(nanos, 0);
            spent = true;
            throw new Spent();
        }
    }

    private void look() {
        long now = clock.getAsLong();
        nanos -= timed ? now - lastLook : 0;
        lastLook = now;
        timed = true;
        untilLook = READINGS_BETWEEN_LOOKS;
    }

    /** There is no more time, or too much has been read. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Spent() {
            super(null, null, false, false);
        }
    }
}
