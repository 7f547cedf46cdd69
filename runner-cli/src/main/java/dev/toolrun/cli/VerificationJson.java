package dev.toolrun.cli;

import dev.toolrun.audit.AuditVerification;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Deleted;
import dev.toolrun.audit.AuditVerification.UnfinishedCall;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What verifying a log found, as JSON values. */
final class VerificationJson {
    private VerificationJson() {}

    static Map<String, @Nullable Object> of(AuditVerification verification) {
        BadRecord bad = verification.firstBad();
        Deleted deleted = verification.deleted();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("whole", verification.isWhole());
        json.put("records", verification.records());
        json.put("lastHash", verification.lastHash());
        json.put("rootHash", verification.rootHash());
        json.put("deleted", deleted == null ? null : of(deleted));
        json.put("firstBad", bad == null ? null : of(bad));
        json.put(
                "unfinished",
                verification.unfinished().stream().map(VerificationJson::of).toList());
        return json;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> of(Deleted deleted) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("through", deleted.through());
        json.put("first", deleted.first().toString());
        json.put("last", deleted.last().toString());
        return json;
    }

    private static Map<String, @Nullable Object> of(BadRecord bad) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("sequence", bad.sequence());
        json.put("kind", word(bad.kind()));
        json.put("segment", bad.segment());
        json.put("line", bad.line());
        json.put("message", bad.sentence());
        return json;
    }

    private static Map<String, @Nullable Object> of(UnfinishedCall call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("callId", call.callId());
        json.put("sequence", call.sequence());
        json.put("deadline", call.deadline() == null ? null : call.deadline().toString());
        json.put("state", word(call.state()));
        return json;
    }
}
