package dev.toolrun.report;

import dev.toolrun.audit.AuditVerification.State;
import dev.toolrun.audit.PendingCalls;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is counted over all records of a log. Memory does not grow with the log, but for the calls that have no outcome. */
final class Figures {
    private static final int NAMES = 2000;

    private final Map<Ending, Long> endings = new EnumMap<>(Ending.class);
    private final Timeline timeline = new Timeline();
    private final Tally denials = new Tally(NAMES);
    private final Tally errors = new Tally(NAMES);
    private final Tally tools = new Tally(NAMES);
    private final Tally users = new Tally(NAMES);
    private final Latencies ran = new Latencies();
    private final Latencies refused = new Latencies();
    private final PendingCalls pending = new PendingCalls();
    private long records;
    private long unreadable;
    private @Nullable Instant first;
    private @Nullable Instant last;

    void add(Map<String, @Nullable Object> record) {
        records++;
        pending.add(record);
        if ("unreadable".equals(record.get("event")) && record.get("sequence") == null) {
            unreadable++;
        }
        Instant time = PendingCalls.instant(record.get("timestamp"));
        if (time != null) {
            first = first == null || time.isBefore(first) ? time : first;
            last = last == null || time.isAfter(last) ? time : last;
        }
        Ending ending = Ending.of(record);
        if (ending != null) {
            add(record, ending, time);
        }
    }

    private void add(Map<String, @Nullable Object> record, Ending ending, @Nullable Instant time) {
        endings.merge(ending, 1L, Long::sum);
        if (time != null) {
            timeline.add(time, ending);
        }
        tools.add(text(record.get("toolId")), ending);
        users.add(user(record), ending);
        if (ending == Ending.DENIED) {
            denials.add(text(record.get("reason")), ending);
        } else if (ending == Ending.ERROR) {
            errors.add(text(record.get("reason")), ending);
        }
        Object latency = record.get("latencyMs");
        if ((latency instanceof Integer || latency instanceof Long) && ((Number) latency).longValue() >= 0) {
            long ms = ((Number) latency).longValue();
            if (ending == Ending.DENIED) {
                refused.add(ms);
            } else if (record.get("replayOf") == null) {
                ran.add(ms);
            }
        }
    }

    /** Users of two issuers are two, whatever they are called. */
    private static @Nullable String user(Map<String, @Nullable Object> record) {
        String user = text(record.get("userId"));
        String issuer = text(record.get("issuer"));
        return user == null || issuer == null ? user : user + " (" + issuer + ")";
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    long records() {
        return records;
    }

    /** How many lines are no records. */
    long unreadable() {
        return unreadable;
    }

    @Nullable
    Instant first() {
        return first;
    }

    @Nullable
    Instant last() {
        return last;
    }

    long count(Ending ending) {
        return endings.getOrDefault(ending, 0L);
    }

    /** How many calls are open, or unknown, at a time. */
    long count(State state, Instant now) {
        long count = 0;
        for (Map<String, @Nullable Object> intent : pending.intents()) {
            count += pending.state(intent, now) == state ? 1 : 0;
        }
        return count;
    }

    Timeline timeline() {
        return timeline;
    }

    /** By reason. */
    Tally denials() {
        return denials;
    }

    /** By reason. */
    Tally errors() {
        return errors;
    }

    Tally tools() {
        return tools;
    }

    Tally users() {
        return users;
    }

    /** Of calls that ran, or were to run; repeats of a call that had run are left out. */
    Latencies ran() {
        return ran;
    }

    Latencies refused() {
        return refused;
    }

    PendingCalls pending() {
        return pending;
    }
}
