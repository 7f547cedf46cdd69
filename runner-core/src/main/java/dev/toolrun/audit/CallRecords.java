package dev.toolrun.audit;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Sha256;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of the records about calls: always the same names in the same order, null where nothing is known. */
final class CallRecords {
    private static final int MAX_LABEL_CHARS = 256;
    private static final List<String> NAMES = List.of(
            "event",
            "callId",
            "traceId",
            "userId",
            "actor",
            "roles",
            "role",
            "credential",
            "sessionId",
            "sourceIp",
            "toolId",
            "parameters",
            "result",
            "reason",
            "rule",
            "latencyMs",
            "errorMessage",
            "denialReason",
            "sandbox",
            "deadline",
            "returned");

    private final ParameterRedaction redaction;
    private final InstantSource clock;

    CallRecords(ParameterRedaction redaction, InstantSource clock) {
        this.redaction = redaction;
        this.clock = clock;
    }

    /** What every record says about a call. The map is the caller's to fill. */
    Map<String, @Nullable Object> of(String event, CallFacts facts) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        NAMES.forEach(name -> record.put(name, null));
        record.put("event", event);
        record.put("callId", facts.callId());
        record.put("traceId", facts.traceId());
        Principal principal = facts.principal();
        if (principal != null) {
            record.put("userId", principal.subject());
            record.put("actor", principal.actor());
            if (principal.actors().size() > 1) {
                record.put("actors", principal.actors());
            }
            if (!principal.authority().equals(Principal.LOCAL)) {
                record.put("issuer", principal.authority());
            }
            record.put("roles", principal.roles());
            record.put("role", principal.role());
        }
        record.put("credential", facts.credential());
        record.put("sessionId", label(facts.session()));
        record.put("toolId", label(facts.call().tool()));
        Map<String, @Nullable Object> arguments = facts.arguments();
        if (arguments != null) {
            record.put("parameters", redaction.redact(facts.call().tool(), arguments));
        }
        record.put("rule", facts.rule());
        RecordedCall intent = facts.intent();
        if (intent != null) {
            record.put("deadline", RecordLine.timestamp(intent.deadline()));
            record.put("intent", intent.sequence());
        }
        return record;
    }

    void putEnding(Map<String, @Nullable Object> record, CallFacts facts, String result, Reason reason) {
        record.put("result", result);
        record.put("reason", reason.wireName());
        // a clock that was set back shall not make a negative duration
        record.put(
                "latencyMs",
                Math.max(
                        0, Duration.between(facts.receivedAt(), clock.instant()).toMillis()));
    }

    void putResult(Map<String, @Nullable Object> record, String tool, ToolResult result) {
        putExit(record, result.outcome());
        Map<String, @Nullable Object> returned = new LinkedHashMap<>();
        returned.put("stdout", digest(result.stdout().text()));
        returned.put("stderr", digest(result.stderr().text()));
        Object structured = result.structured();
        returned.put("structured", structured == null ? null : digest(Json.write(structured)));
        returned.put(
                "artifacts",
                result.artifacts().stream()
                        .map(artifact -> ordered(
                                "name",
                                redaction.redactName(tool, artifact.name()),
                                "bytes",
                                artifact.bytes(),
                                "sha256",
                                artifact.sha256()))
                        .toList());
        record.put("returned", returned);
        record.put("limitsHit", result.limitsHit());
        Usage usage = result.usage();
        record.put(
                "usage",
                ordered(
                        "wallMs", usage.wallMs(),
                        "cpuMs", usage.cpuMs(),
                        "peakMemoryBytes", usage.peakMemoryBytes()));
    }

    private static void putExit(Map<String, @Nullable Object> record, Outcome outcome) {
        if (outcome instanceof Outcome.Completed completed) {
            record.put("exitCode", completed.exitCode());
            record.put("signal", completed.signal());
        } else if (outcome instanceof Outcome.Stopped stopped) {
            record.put("exitCode", stopped.exitCode());
            record.put("signal", stopped.signal());
        }
    }

    /** A refused request may name anything as its tool or session, of any length, secrets too. */
    private static @Nullable String label(@Nullable String given) {
        String text = ParameterRedaction.redactLabel(given);
        return text == null || text.length() <= MAX_LABEL_CHARS ? text : text.substring(0, MAX_LABEL_CHARS) + "…";
    }

    private static Map<String, @Nullable Object> digest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ordered("bytes", bytes.length, "sha256", Sha256.hex(bytes));
    }

    private static Map<String, @Nullable Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }
}
