package dev.toolrun.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts by name, in bounded memory however many names there are: refused calls may name anything as their tool. When there
 * are too many, the rarest are forgotten, and {@link #shortfall} says by how much a count may then be too low.
 */
final class Tally {
    private static final int MAX_NAME_CHARS = 80;

    private final int capacity;
    private final Map<@Nullable String, Row> rows = new HashMap<>();
    private long shortfall;

    /**
     * @param capacity so many names are kept at least
     */
    Tally(int capacity) {
        this.capacity = capacity;
    }

    /**
     * @param name null where none is known
     */
    record Row(@Nullable String name, long succeeded, long failed, long denied) {
        long total() {
            return succeeded + failed + denied;
        }

        private Row plus(Row other) {
            return new Row(name, succeeded + other.succeeded, failed + other.failed, denied + other.denied);
        }
    }

    void add(@Nullable String name, Ending ending) {
        String key = name == null || name.length() <= MAX_NAME_CHARS ? name : Shortened.cut(name, MAX_NAME_CHARS);
        Row one = switch (ending) {
            case SUCCESS -> new Row(key, 1, 0, 0);
            case ERROR -> new Row(key, 0, 1, 0);
            case DENIED -> new Row(key, 0, 0, 1);
        };
        rows.merge(key, one, Row::plus);
        if (rows.size() >= 2 * capacity) {
            forgetTheRarest();
        }
    }

    /** The most frequent ones, the most frequent first. */
    List<Row> top(int count) {
        return sorted().subList(0, Math.min(count, rows.size()));
    }

    /** How many names are counted. */
    int names() {
        return rows.size();
    }

    /** The most by which a count can be too low; 0: all are exact. */
    long shortfall() {
        return shortfall;
    }

    private List<Row> sorted() {
        Comparator<Row> byTotal = Comparator.comparingLong(Row::total);
        return rows.values().stream()
                .sorted(byTotal.reversed().thenComparing(row -> String.valueOf(row.name())))
                .toList();
    }

    private void forgetTheRarest() {
        List<Row> forgotten = sorted().subList(capacity, rows.size());
        shortfall += forgotten.get(0).total();
        forgotten.forEach(row -> rows.remove(row.name()));
    }
}
