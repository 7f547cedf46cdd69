package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What becomes of calls that have no outcome while a log is followed. */
class AuditRowsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private int sequence;

    private static AuditRows rows(String... options) {
        return new AuditRows(CommandLine.populateCommand(new AuditFilter(), options), 10);
    }

    private Map<String, Object> intent(String callId, int seconds) {
        String deadline = NOW.plusSeconds(seconds).toString();
        return Json.object("sequence", ++sequence, "event", "intent", "callId", callId, "deadline", deadline);
    }

    private Map<String, Object> outcome(String callId) {
        return Json.object("sequence", ++sequence, "event", "outcome", "callId", callId, "result", "success");
    }

    private static List<String> shown(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> row.get("callId") + " " + row.get("state"))
                .toList();
    }

    @Test
    void aDeadlineThatPassesIsShownOnce() {
        AuditRows rows = rows();
        rows.add(intent("old", -1));
        rows.add(intent("lost", 10));
        assertThat(shown(rows.last(NOW))).containsExactly("old unknown", "lost open");
        assertThat(rows.next(intent("ends", 10), NOW)).containsEntry("state", "open");
        assertThat(rows.next(outcome("ends"), NOW)).doesNotContainKey("state");
        assertThat(rows.next(intent("late", -1), NOW)).containsEntry("state", "unknown");

        assertThat(rows.newlyUnknown(NOW.plusSeconds(9))).isEmpty();
        assertThat(shown(rows.newlyUnknown(NOW.plusSeconds(10)))).containsExactly("lost unknown");
        assertThat(rows.newlyUnknown(NOW.plusSeconds(11))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"open, true, false, false", "unknown, false, false, true", "success, false, true, false"})
    void onlyTheResultThatIsAskedFor(String result, boolean intent, boolean outcome, boolean deadline) {
        AuditRows rows = rows("--result", result);
        assertThat(rows.next(intent("ends", 10), NOW) != null).isEqualTo(intent);
        assertThat(rows.next(intent("lost", 10), NOW) != null).isEqualTo(intent);
        assertThat(rows.next(outcome("ends"), NOW) != null).isEqualTo(outcome);
        assertThat(shown(rows.newlyUnknown(NOW.plusSeconds(20))))
                .isEqualTo(deadline ? List.of("lost unknown") : List.of());
    }

    @Test
    void anIntentWithoutAReadableDeadlineIsUnknown() {
        AuditRows rows = rows();
        rows.add(Json.object("sequence", 1, "event", "intent", "callId", "A", "deadline", "soon"));
        assertThat(shown(rows.last(NOW))).containsExactly("A unknown");
    }
}
