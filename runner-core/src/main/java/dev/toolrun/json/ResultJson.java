package dev.toolrun.json;

import dev.toolrun.call.CheckReport;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolDescriptor;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.SandboxReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results, check reports and tool descriptors as JSON objects. Names and their order are fixed. */
public final class ResultJson {
    private ResultJson() {}

    /** The result in one line. */
    public static String write(ToolResult result) {
        return Json.write(toMap(result));
    }

    /** The report in one line: the result's fields, and {@code verdicts}. */
    public static String write(CheckReport report) {
        Map<String, @Nullable Object> json = toMap(report.result());
        json.put("verdicts", report.verdicts().stream().map(ResultJson::verdict).toList());
        return Json.write(json);
    }

    /** The result as JSON values by name. */
    public static Map<String, @Nullable Object> toMap(ToolResult result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("callId", result.callId());
        json.put("traceId", result.traceId());
        json.put("tool", result.tool());
        json.put("status", result.status().wireName());
        json.put("reason", result.reason().wireName());
        json.put("started", result.started());
        Rejection rejection = result.outcome() instanceof Outcome.Refused refused ? refused.rejection() : null;
        json.put("layer", rejection == null ? null : rejection.layer().wireName());
        json.put("message", result.message());
        putEnd(json, result.outcome());
        json.put("limitsHit", result.limitsHit());
        json.put("stdout", captured(result.stdout()));
        json.put("stderr", captured(result.stderr()));
        json.put("structured", result.structured());
        json.put(
                "artifacts",
                result.artifacts().stream().map(ResultJson::artifact).toList());
        json.put(
                "redactions",
                result.redactions().stream().map(ResultJson::redaction).toList());
        json.put("violations", violations(rejection));
        json.put("retryAfterMs", rejection == null ? null : rejection.retryAfterMs());
        json.put("replayed", result.replayed());
        json.put("usage", usage(result.usage()));
        json.put("sandbox", result.sandbox() == null ? null : sandbox(result.sandbox()));
        json.put("principal", result.principal() == null ? null : principal(result.principal()));
        json.put("audit", result.auditSequence() == null ? null : Map.of("sequence", result.auditSequence()));
        return json;
    }

    /** The descriptor as JSON values by name; what a tool does not have is left out, as the protocol has it. */
    public static Map<String, @Nullable Object> toMap(ToolDescriptor tool) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", tool.name());
        if (tool.title() != null) {
            json.put("title", tool.title());
        }
        json.put("description", tool.description());
        json.put("inputSchema", tool.inputSchema());
        if (tool.outputSchema() != null) {
            json.put("outputSchema", tool.outputSchema());
        }
        if (!tool.annotations().isEmpty()) {
            json.put("annotations", tool.annotations());
        }
        return json;
    }

    /** What a sandbox is, as JSON values by name. */
    public static Map<String, @Nullable Object> sandbox(SandboxReport report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("image", report.image());
        json.put("imageId", report.imageId());
        json.put("runtime", report.runtime());
        json.put("seccomp", report.seccomp());
        json.put("network", report.network());
        json.put("limits", report.limits());
        json.put("unenforced", report.unenforced());
        json.put("warm", report.warm());
        return json;
    }

    private static void putEnd(Map<String, @Nullable Object> json, Outcome outcome) {
        Integer exitCode = null;
        String signal = null;
        if (outcome instanceof Outcome.Completed completed) {
            exitCode = completed.exitCode();
            signal = completed.signal();
        } else if (outcome instanceof Outcome.Stopped stopped) {
            exitCode = stopped.exitCode();
            signal = stopped.signal();
        }
        json.put("exitCode", exitCode);
        json.put("signal", signal);
    }

    private static Map<String, Object> captured(CapturedText text) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("text", text.text());
        json.put("bytes", text.bytes());
        json.put("truncated", text.truncated());
        json.put("omittedBytes", text.omittedBytes());
        if (text.sha256() != null) {
            json.put("sha256", text.sha256());
        }
        return json;
    }

    private static Map<String, Object> artifact(ToolResult.Artifact artifact) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", artifact.name());
        json.put("mediaType", artifact.mediaType());
        json.put("bytes", artifact.bytes());
        json.put("sha256", artifact.sha256());
        return json;
    }

    private static Map<String, Object> redaction(ToolResult.Redaction redaction) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rule", redaction.rule());
        json.put("count", redaction.count());
        return json;
    }

    private static List<Map<String, Object>> violations(@Nullable Rejection rejection) {
        return rejection == null
                ? List.of()
                : rejection.violations().stream()
                        .map(violation -> {
                            Map<String, Object> json = new LinkedHashMap<>();
                            json.put("pointer", violation.pointer());
                            json.put("keyword", violation.keyword());
                            json.put("message", violation.message());
                            return json;
                        })
                        .toList();
    }

    private static Map<String, @Nullable Object> usage(ToolResult.Usage usage) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("wallMs", usage.wallMs());
        json.put("cpuMs", usage.cpuMs());
        json.put("peakMemoryBytes", usage.peakMemoryBytes());
        return json;
    }

    private static Map<String, @Nullable Object> principal(Principal principal) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("subject", principal.subject());
        json.put("actor", principal.actor());
        json.put("roles", principal.roles());
        json.put("role", principal.role());
        return json;
    }

    private static Map<String, @Nullable Object> verdict(CheckReport.Verdict verdict) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("layer", verdict.layer());
        json.put("level", verdict.level());
        json.put("verdict", verdict.permitted() ? "permit" : "deny");
        json.put("reason", verdict.reason().wireName());
        json.put("rule", verdict.rule());
        json.put("message", verdict.message());
        return json;
    }
}
