package dev.toolrun.audit;

import dev.toolrun.audit.AuditVerification.State;
import dev.toolrun.audit.AuditVerification.UnfinishedCall;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The intents without an outcome among the records that were added. Not thread-safe. */
final class UnfinishedCalls {
    private final Map<String, RecordLine> intents = new LinkedHashMap<>();

    void add(RecordLine record) {
        String callId = record.text("callId");
        String event = record.text("event");
        if (callId == null || event == null) {
            return;
        }
        if (event.equals(Auditor.INTENT)) {
            intents.put(callId, record);
        } else if (event.equals(Auditor.OUTCOME)) {
            intents.remove(callId);
        }
    }

    /** Those with a sequence number below this one. */
    List<UnfinishedCall> before(long sequence, Instant now) {
        return intents.entrySet().stream()
                .filter(entry -> entry.getValue().sequence() < sequence)
                .map(entry -> unfinished(entry.getKey(), entry.getValue(), now))
                .toList();
    }

    private static UnfinishedCall unfinished(String callId, RecordLine intent, Instant now) {
        Instant deadline = instant(intent.text("deadline"));
        boolean open = deadline != null && now.isBefore(deadline);
        return new UnfinishedCall(callId, intent.sequence(), deadline, open ? State.OPEN : State.UNKNOWN);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
