package dev.toolrun.report;

import dev.toolrun.audit.AuditVerification.State;
import dev.toolrun.audit.PendingCalls;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest records of a log, shortened. */
final class RecentRecords {
    private final int max;
    private final Deque<Map<String, @Nullable Object>> records = new ArrayDeque<>();

    RecentRecords(int max) {
        this.max = max;
    }

    void add(Map<String, @Nullable Object> record) {
        if (records.size() == max) {
            records.removeFirst();
        }
        records.addLast(Shortened.of(record));
    }

    /** Newest first; an intent without an outcome has a {@code state}. */
    List<Map<String, @Nullable Object>> newestFirst(PendingCalls pending, Instant now) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>(records.size());
        Iterator<Map<String, @Nullable Object>> newest = records.descendingIterator();
        while (newest.hasNext()) {
            Map<String, @Nullable Object> record = newest.next();
            State state = pending.state(record, now);
            if (state != null) {
                record.put("state", state.name().toLowerCase(Locale.ROOT));
            }
            list.add(record);
        }
        return list;
    }
}
