package dev.toolrun.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Endings over time, in at most {@value #MAX_SLOTS} slots of one length, which grows with the time that they cover. */
final class Timeline {
    static final int MAX_SLOTS = 96;

    /** Each a multiple of the one before, so that slots can be merged; seconds. */
    private static final long[] LENGTHS = {
        60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 7 * 24 * 3600, 28 * 24 * 3600
    };

    private TreeMap<Long, Slot> slots = new TreeMap<>();
    private int grown;

    /**
     * One slot.
     *
     * @param from its begin
     */
    record Slot(Instant from, long succeeded, long failed, long denied) {
        long total() {
            return succeeded + failed + denied;
        }

        private Slot plus(Slot other) {
            return new Slot(from, succeeded + other.succeeded, failed + other.failed, denied + other.denied);
        }
    }

    void add(Instant time, Ending ending) {
        put(
                switch (ending) {
                    case SUCCESS -> new Slot(time, 1, 0, 0);
                    case ERROR -> new Slot(time, 0, 1, 0);
                    case DENIED -> new Slot(time, 0, 0, 1);
                });
        while (slots.lastKey() - slots.firstKey() >= MAX_SLOTS) {
            grown++;
            TreeMap<Long, Slot> shorter = slots;
            slots = new TreeMap<>();
            shorter.values().forEach(this::put);
        }
    }

    /** The slots' length in seconds. */
    long seconds() {
        int last = LENGTHS.length - 1;
        return grown <= last ? LENGTHS[grown] : LENGTHS[last] << (grown - last);
    }

    /** All slots from the first that is not empty to the last, empty ones between them too. */
    List<Slot> slots() {
        List<Slot> all = new ArrayList<>();
        if (!slots.isEmpty()) {
            for (long key = slots.firstKey(); key <= slots.lastKey(); key++) {
                Slot slot = slots.get(key);
                all.add(slot == null ? empty(key) : slot);
            }
        }
        return all;
    }

    private void put(Slot slot) {
        long key = Math.floorDiv(slot.from().getEpochSecond(), seconds());
        slots.merge(key, empty(key).plus(slot), Slot::plus);
    }

    private Slot empty(long key) {
        long begin = Math.max(Instant.MIN.getEpochSecond(), key * seconds());
        return new Slot(Instant.ofEpochSecond(begin), 0, 0, 0);
    }
}
