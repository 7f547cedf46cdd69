package dev.toolrun.cli;

import dev.toolrun.audit.PendingCalls;
import dev.toolrun.config.Units;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records are asked for. */
final class AuditFilter {
    private static final Set<String> STATES = Set.of("open", "unknown");
    private static final List<String> RESULTS = List.of("success", "error", "denied", "open", "unknown");

    @Option(names = "--user", paramLabel = "USER", description = "Only calls of this user.")
    private @Nullable String user;

    @Option(names = "--actor", paramLabel = "ACTOR", description = "Only calls in which this one acted for the user.")
    private @Nullable String actor;

    @Option(names = "--tool", paramLabel = "TOOL", description = "Only calls of this tool.")
    private @Nullable String tool;

    @Option(names = "--result", paramLabel = "RESULT", description = "Only success, error, denied, open or unknown.")
    private @Nullable String result;

    @Option(names = "--reason", paramLabel = "REASON", description = "Only calls that ended so, such as timeout.")
    private @Nullable String reason;

    @Option(names = "--call", paramLabel = "ID", description = "Only the records of this call.")
    private @Nullable String callId;

    @Option(names = "--session", paramLabel = "ID", description = "Only calls of this session.")
    private @Nullable String session;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only from this time on: 1h (ago), 2026-03-01 or 2026-03-01T10:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only before this time.")
    private @Nullable String until;

    private @Nullable Instant from;
    private @Nullable Instant to;

    /**
     * @throws dev.toolrun.call.RunnerException with {@code invalid_usage} if what is asked for makes no sense
     */
    void check(Instant now) {
        if (result != null && !RESULTS.contains(result)) {
            throw WrongUsage.of("--result must be one of " + String.join(", ", RESULTS) + ".", "");
        }
        from = since == null ? null : instant("--since", since, now);
        to = until == null ? null : instant("--until", until, now);
        if (from != null && to != null && !from.isBefore(to)) {
            throw WrongUsage.of("--since must be before --until.", "");
        }
    }

    /** Whether calls are asked for that have no outcome. */
    boolean wantsState() {
        return result != null && STATES.contains(result);
    }

    /**
     * @param state open or unknown for an intent without an outcome, else null
     */
    boolean matches(Map<String, @Nullable Object> record, @Nullable String state) {
        return (result == null || result.equals(state == null ? record.get("result") : state))
                && is(user, record.get("userId"))
                && (actor == null || acted(actor, record))
                && is(tool, record.get("toolId"))
                && is(reason, record.get("reason"))
                && is(callId, record.get("callId"))
                && is(session, record.get("sessionId"))
                && isInTime(record);
    }

    private static boolean is(@Nullable String wanted, @Nullable Object value) {
        return wanted == null || wanted.equals(value);
    }

    private static boolean acted(String actor, Map<String, @Nullable Object> record) {
        return actor.equals(record.get("actor"))
                || (record.get("actors") instanceof List<?> actors && actors.contains(actor));
    }

    private boolean isInTime(Map<String, @Nullable Object> record) {
        if (from == null && to == null) {
            return true;
        }
        Instant time = PendingCalls.instant(record.get("timestamp"));
        return time != null && (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }

    private static Instant instant(String option, String text, Instant now) {
        try {
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return text.contains("T") ? OffsetDateTime.parse(text).toInstant() : now.minus(Units.duration(text));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw WrongUsage.of(
                    option + " must be a time ago such as 90s, 1h or 7d, a day such as 2026-03-01, or a time such as"
                            + " 2026-03-01T10:00:00Z.",
                    "");
        }
    }
}
