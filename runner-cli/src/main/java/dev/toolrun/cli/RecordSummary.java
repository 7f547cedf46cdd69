package dev.toolrun.cli;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A record about a call, in a few lines for people. What it does not say is left out; the record itself has all of it. */
final class RecordSummary {
    private final Map<String, @Nullable Object> record;
    private final List<String> lines = new ArrayList<>();

    private RecordSummary(Map<String, @Nullable Object> record) {
        this.record = record;
    }

    /** None if the record is not one about a call. The lines can be shown on a terminal. */
    static List<String> lines(Map<String, @Nullable Object> record) {
        RecordSummary summary = new RecordSummary(record);
        if (record.get("callId") != null) {
            summary.addCall();
            summary.addEnding();
            summary.addSandbox(object(record.get("sandbox")));
            summary.addReturned(object(record.get("returned")));
        }
        return summary.lines;
    }

    private void addCall() {
        add("call", words(record, "callId", "event"), after("at", record.get("timestamp")));
        add(
                "for",
                words(record, "userId"),
                after("by", record.get("actor")),
                after("as", record.get("role")),
                after("of", record.get("issuer")),
                after("shown:", record.get("credential")),
                after("session", record.get("sessionId")));
        add("tool", words(record, "toolId"), json(record.get("parameters")));
    }

    private void addEnding() {
        add(
                "ended",
                words(record, "result", "reason"),
                after("exit code", record.get("exitCode")),
                words(record, "signal"),
                after("milliseconds:", record.get("latencyMs")),
                after("nothing ran, as call", record.get("replayOf")));
        add("rule", words(record, "rule"));
        add("message", words(record, "denialReason", "errorMessage"));
        if (record.get("limitsHit") instanceof List<?> limits && !limits.isEmpty()) {
            add("reached", json(limits));
        }
    }

    private void addSandbox(Map<?, ?> sandbox) {
        add("image", words(sandbox, "image", "imageId"));
        add("profile", after("runtime", sandbox.get("runtime")), after("seccomp", sandbox.get("seccomp")));
        add("limits", json(sandbox.get("limits")), after("not in force:", json(sandbox.get("unenforced"))));
        add("network", json(sandbox.get("network")));
    }

    private void addReturned(Map<?, ?> returned) {
        for (String name : List.of("stdout", "stderr", "structured")) {
            add(name, sizeAndHash(object(returned.get(name))));
        }
        if (returned.get("artifacts") instanceof List<?> artifacts) {
            artifacts.stream()
                    .map(RecordSummary::object)
                    .forEach(artifact -> add("artifact", sizeAndHash(artifact), json(artifact.get("name"))));
        }
    }

    private void add(String title, @Nullable String... parts) {
        String text = Stream.of(parts)
                .filter(Objects::nonNull)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        if (!text.isEmpty()) {
            lines.add(Visible.line("  " + title + " ".repeat(Math.max(1, 11 - title.length())) + text));
        }
    }

    private static String words(Map<?, ?> from, String... names) {
        return Stream.of(names)
                .map(from::get)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static String after(String word, @Nullable Object value) {
        return value == null ? "" : word + " " + value;
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.write(value);
    }

    private static String sizeAndHash(Map<?, ?> digest) {
        return digest.isEmpty() ? "" : digest.get("bytes") + " bytes, SHA-256 " + digest.get("sha256");
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
