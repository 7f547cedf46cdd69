package dev.toolrun.audit;

import dev.toolrun.audit.AuditVerification.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The intents that have no outcome yet, among records that are given in the log's order. Memory grows with their number only.
 * Not thread-safe.
 */
public final class PendingCalls {
    private final Map<Object, Map<String, @Nullable Object>> intents = new LinkedHashMap<>();

    public void add(Map<String, @Nullable Object> record) {
        Object callId = record.get("callId");
        if (callId != null && Auditor.INTENT.equals(record.get("event"))) {
            intents.put(callId, record);
        } else if (callId != null && Auditor.OUTCOME.equals(record.get("event"))) {
            intents.remove(callId);
        }
    }

    /** Those intents, in the order in which they were added. */
    public List<Map<String, @Nullable Object>> intents() {
        return new ArrayList<>(intents.values());
    }

    /** Open until its deadline and unknown afterwards; null for a record that is no intent, or has an outcome. */
    public @Nullable State state(Map<String, @Nullable Object> record, Instant now) {
        Object callId = record.get("callId");
        Map<String, @Nullable Object> pending = callId == null ? null : intents.get(callId);
        if (pending == null || !Objects.equals(pending.get("sequence"), record.get("sequence"))) {
            return null;
        }
        Instant deadline = instant(record.get("deadline"));
        return deadline != null && now.isBefore(deadline) ? State.OPEN : State.UNKNOWN;
    }

    /** A time of a record, such as its {@code timestamp}; null if there is none, or it can't be read. */
    public static @Nullable Instant instant(@Nullable Object field) {
        try {
            return field instanceof String text ? Instant.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
