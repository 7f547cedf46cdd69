package dev.toolrun.execution;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for an execution key, as one JSON object.
 *
 * @param fingerprint of the tool and its arguments
 * @param claimedAt when the call began
 * @param earlier how it ended, or null as long as it has not
 */
record ExecutionRecord(
        String fingerprint, Instant claimedAt, @Nullable Earlier earlier) {

    byte[] encode() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("fingerprint", fingerprint);
        json.put("claimedAt", claimedAt.toString());
        json.put("ended", earlier == null ? null : encode(earlier));
        return Json.write(json).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws IllegalArgumentException if that is no such record
     */
    static ExecutionRecord decode(byte[] bytes) {
        try {
            Map<String, @Nullable Object> json = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
            return new ExecutionRecord(
                    text(json, "fingerprint"),
                    Instant.parse(text(json, "claimedAt")),
                    json.get("ended") instanceof Map<?, ?> ended ? decode(ended) : null);
        } catch (ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException("is no record of an execution key", e);
        }
    }

    private static Map<String, @Nullable Object> encode(Earlier earlier) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("callId", earlier.callId());
        json.put("reason", earlier.reason().wireName());
        json.put("exitCode", earlier.exitCode());
        json.put("signal", earlier.signal());
        json.put("message", earlier.message());
        json.put("started", earlier.started());
        json.put("limitsHit", earlier.limitsHit());
        json.put("stdout", encode(earlier.stdout()));
        json.put("stderr", encode(earlier.stderr()));
        json.put(
                "artifacts",
                earlier.artifacts().stream()
                        .map(artifact -> Json.object(
                                "name", artifact.name(),
                                "mediaType", artifact.mediaType(),
                                "bytes", artifact.bytes(),
                                "sha256", artifact.sha256()))
                        .toList());
        return json;
    }

    private static Map<String, Object> encode(CapturedText text) {
        return Json.object("bytes", text.bytes(), "sha256", String.valueOf(text.sha256()));
    }

    private static Earlier decode(Map<?, ?> json) {
        Number exitCode = (Number) json.get("exitCode");
        return new Earlier(
                text(json, "callId"),
                Reason.valueOf(text(json, "reason").toUpperCase(Locale.ROOT)),
                exitCode == null ? null : exitCode.intValue(),
                (String) json.get("signal"),
                (String) json.get("message"),
                (Boolean) json.get("started"),
                list(json, "limitsHit").stream().map(String.class::cast).toList(),
                captured(json, "stdout"),
                captured(json, "stderr"),
                list(json, "artifacts").stream()
                        .map(each -> artifact((Map<?, ?>) each))
                        .toList());
    }

    private static CapturedText captured(Map<?, ?> json, String name) {
        if (json.get(name) instanceof Map<?, ?> text) {
            return CapturedText.notKept(number(text, "bytes"), text(text, "sha256"));
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static Artifact artifact(Map<?, ?> json) {
        return new Artifact(
                text(json, "name"), text(json, "mediaType"), number(json, "bytes"), text(json, "sha256"), null);
    }

    private static String text(Map<?, ?> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static long number(Map<?, ?> json, String name) {
        if (json.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static List<?> list(Map<?, ?> json, String name) {
        return json.get(name) instanceof List<?> list ? list : List.of();
    }
}
