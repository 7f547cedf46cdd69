package dev.toolrun.cli;

import dev.toolrun.audit.AuditReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last records of a log that match. An intent that has no outcome gets a {@code state}: open until its deadline, then
 * unknown, never success. Memory grows with the number of rows and of unfinished calls only.
 */
final class AuditRows {
    /** The added field. */
    static final String STATE = "state";

    private final Path directory;
    private final Instant now;

    AuditRows(Path directory, Instant now) {
        this.directory = directory;
        this.now = now;
    }

    /** The last rows that match, newest last. */
    List<Map<String, @Nullable Object>> last(int limit, Predicate<Map<String, @Nullable Object>> filter) {
        Set<Object> unfinished = unfinishedCalls();
        Deque<Map<String, @Nullable Object>> rows = new ArrayDeque<>();
        try (AuditReader log = new AuditReader(directory)) {
            for (var record = log.next(); record != null; record = log.next()) {
                Map<String, @Nullable Object> row = isIntentOf(record, unfinished) ? withState(record) : record;
                if (filter.test(row)) {
                    rows.addLast(row);
                }
                if (rows.size() > limit) {
                    rows.removeFirst();
                }
            }
        }
        return new ArrayList<>(rows);
    }

    private Set<Object> unfinishedCalls() {
        Set<Object> unfinished = new HashSet<>();
        try (AuditReader log = new AuditReader(directory)) {
            for (var record = log.next(); record != null; record = log.next()) {
                Object callId = record.get("callId");
                if (callId != null && isIntent(record)) {
                    unfinished.add(callId);
                } else if (callId != null) {
                    unfinished.remove(callId);
                }
            }
        }
        return unfinished;
    }

    private static boolean isIntent(Map<String, @Nullable Object> record) {
        return "intent".equals(record.get("event"));
    }

    private static boolean isIntentOf(Map<String, @Nullable Object> record, Set<Object> calls) {
        Object callId = record.get("callId");
        return callId != null && isIntent(record) && calls.contains(callId);
    }

    private Map<String, @Nullable Object> withState(Map<String, @Nullable Object> intent) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(intent);
        row.put(STATE, isOpen(intent.get("deadline")) ? "open" : "unknown");
        return row;
    }

    private boolean isOpen(@Nullable Object deadline) {
        try {
            return deadline instanceof String text && Instant.parse(text).isAfter(now);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
