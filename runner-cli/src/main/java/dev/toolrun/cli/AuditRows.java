package dev.toolrun.cli;

import dev.toolrun.audit.AuditVerification.State;
import dev.toolrun.audit.PendingCalls;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those of a log's records that are asked for. An intent that has no outcome gets a {@code state}: open until its deadline,
 * then unknown, never success. Memory grows with the number of rows and of unfinished calls only.
 */
final class AuditRows {
    /** The added field. */
    static final String STATE = "state";

    private final AuditFilter filter;
    private final int limit;
    private final PendingCalls pending = new PendingCalls();
    private final Deque<Map<String, @Nullable Object>> newest = new ArrayDeque<>();
    private final Set<@Nullable Object> announced = new HashSet<>();

    /**
     * @param limit how many rows {@link #last} gives at most
     */
    AuditRows(AuditFilter filter, int limit) {
        this.filter = filter;
        this.limit = limit;
    }

    /** Takes the next record of the log. */
    void add(Map<String, @Nullable Object> record) {
        pending.add(record);
        if (!filter.wantsState() && filter.matches(record, null)) {
            newest.addLast(record);
        }
        if (newest.size() > limit) {
            newest.removeFirst();
        }
    }

    /** The newest rows of all records so far, newest last. */
    List<Map<String, @Nullable Object>> last(Instant now) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        if (filter.wantsState()) {
            List<Map<String, @Nullable Object>> all = new ArrayList<>();
            for (Map<String, @Nullable Object> intent : pending.intents()) {
                if (filter.matches(intent, state(intent, now))) {
                    all.add(row(intent, now));
                }
            }
            rows.addAll(all.subList(Math.max(0, all.size() - limit), all.size()));
        } else {
            for (Map<String, @Nullable Object> record : newest) {
                rows.add(row(record, now));
            }
            newest.clear();
        }
        newlyUnknown(now);
        return rows;
    }

    /** Takes the next record of a log that is followed; a row if it is asked for, else null. */
    @Nullable
    Map<String, @Nullable Object> next(Map<String, @Nullable Object> record, Instant now) {
        pending.add(record);
        String state = state(record, now);
        if ("unknown".equals(state)) {
            announced.add(record.get("sequence"));
        }
        return filter.matches(record, state) ? row(record, now) : null;
    }

    /** The rows of calls whose deadline has passed since this was asked last. */
    List<Map<String, @Nullable Object>> newlyUnknown(Instant now) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> intent : pending.intents()) {
            boolean isNew = pending.state(intent, now) == State.UNKNOWN && announced.add(intent.get("sequence"));
            if (isNew && filter.matches(intent, "unknown")) {
                rows.add(row(intent, now));
            }
        }
        return rows;
    }

    private @Nullable String state(Map<String, @Nullable Object> record, Instant now) {
        State state = pending.state(record, now);
        return state == null ? null : state.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, @Nullable Object> row(Map<String, @Nullable Object> record, Instant now) {
        String state = state(record, now);
        if (state == null) {
            return record;
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>(record);
        row.put(STATE, state);
        return row;
    }
}
