package dev.toolrun.report;

import java.util.ArrayList;
import java.util.List;

/** Any number of durations in milliseconds, in constant memory: exact up to 63 ms, and then at most 1/32 too long. */
final class Latencies {
    private static final int EXACT = 64;
    private static final int EXACT_BITS = 6;
    private static final int PARTS = 32;
    private static final int PART_BITS = 5;

    private final long[] counts = new long[EXACT + (Long.SIZE - 1 - EXACT_BITS) * PARTS];
    private long total;
    private long max;

    void add(long ms) {
        counts[index(ms)]++;
        total++;
        max = Math.max(max, ms);
    }

    long total() {
        return total;
    }

    long max() {
        return max;
    }

    /**
     * The least duration that so many percent do not exceed; 0 if there are none.
     *
     * @param percent from 1 to 100
     */
    long percentile(int percent) {
        long rank = Math.max(1, (long) Math.ceil(total / 100.0 * percent));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(longest(i), max);
            }
        }
        return max;
    }

    /** Durations from one power of two up to the next. */
    record Band(long from, long to, long count) {}

    /** All bands from the shortest duration to the longest one, empty ones between them too. */
    List<Band> bands() {
        List<Band> bands = new ArrayList<>();
        for (long from = 0, to = 1; from <= max && total > 0; from = to, to *= 2) {
            long count = 0;
            for (int i = index(from); i <= index(to - 1); i++) {
                count += counts[i];
            }
            if (count > 0 || !bands.isEmpty()) {
                bands.add(new Band(from, to, count));
            }
            if (to > Long.MAX_VALUE / 2) {
                break;
            }
        }
        return bands;
    }

    private static int index(long ms) {
        if (ms < EXACT) {
            return (int) ms;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(ms);
        int part = (int) (ms >>> (exponent - PART_BITS)) & (PARTS - 1);
        return EXACT + (exponent - EXACT_BITS) * PARTS + part;
    }

    private static long longest(int index) {
        if (index < EXACT) {
            return index;
        }
        int shift = (index - EXACT) / PARTS + EXACT_BITS - PART_BITS;
        long part = PARTS + (index - EXACT) % PARTS;
        return ((part + 1) << shift) - 1;
    }
}
