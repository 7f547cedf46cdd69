package dev.toolrun.sanitize;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.Redaction;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.OutputSchemas;
import dev.toolrun.validation.ValidatedCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tool's output safe to hand on: to a model, a terminal, a caller. Output that is not what the tool promises is
 * withheld. Thread-safe.
 */
public final class OutputSanitizer {
    private static final String CONTROL_CHARACTERS = "control-characters";

    private final List<SanitizingRule> rules;
    private final OutputSchemas schemas;

    public OutputSanitizer(List<SanitizingRule> rules, OutputSchemas schemas) {
        this.rules = List.copyOf(rules);
        this.schemas = schemas;
    }

    public ToolOutput sanitize(ValidatedCall call, Execution execution) {
        int maxLength = maxLength(call);
        ToolOutput output = call.tool().outputs() == ToolDefinition.Outputs.JSON
                ? sanitizeJson(call.tool(), execution, maxLength)
                : sanitizeText(execution, maxLength);
        return output.with(CleanArtifacts.of(execution.artifacts()));
    }

    private static ToolOutput sanitizeText(Execution execution, int maxLength) {
        CleanStream stdout = CleanStream.of(execution.stdout(), maxLength);
        CleanStream stderr = CleanStream.of(execution.stderr(), maxLength);
        return new ToolOutput(
                execution.outcome(),
                stdout.captured(),
                stderr.captured(),
                null,
                redactions(stdout.escaped() + stderr.escaped()));
    }

    private ToolOutput sanitizeJson(ToolDefinition tool, Execution execution, int maxLength) {
        CleanStream stderr = CleanStream.of(execution.stderr(), maxLength);
        CapturedStream raw = execution.stdout();
        try {
            JsonText cleaner = new JsonText();
            Object value = cleaner.clean(parse(raw));
            if (!schemas.matches(tool, value)) {
                return withheld(execution, stderr);
            }
            String text = Json.write(value);
            if (text.length() > maxLength) {
                return withheld(execution, stderr);
            }
            CapturedText stdout = new CapturedText(text, raw.totalBytes(), false, 0);
            return new ToolOutput(
                    execution.outcome(),
                    stdout,
                    stderr.captured(),
                    value,
                    redactions(cleaner.escaped + stderr.escaped()));
        } catch (IllegalArgumentException e) {
            return withheld(execution, stderr);
        }
    }

    private static @Nullable Object parse(CapturedStream raw) {
        if (raw.omittedBytes() > 0) {
            throw new IllegalArgumentException("more than is kept");
        }
        return Json.parse(CleanStream.decode(raw.head(), raw.tail()));
    }

    /** What stopped or failed a call stands; output that a completed call promised and did not give is its fault. */
    private static ToolOutput withheld(Execution execution, CleanStream stderr) {
        Outcome outcome = execution.outcome();
        if (outcome instanceof Outcome.Completed completed && completed.reason() == Reason.OK) {
            outcome = new Outcome.Completed(Reason.INVALID_OUTPUT, completed.exitCode(), completed.signal());
        }
        long bytes = execution.stdout().totalBytes();
        return new ToolOutput(
                outcome,
                new CapturedText("", bytes, bytes > 0, bytes),
                stderr.captured(),
                null,
                redactions(stderr.escaped()));
    }

    private int maxLength(ValidatedCall call) {
        String role = call.principal().role();
        OptionalInt least = rules.stream()
                .filter(rule -> rule.appliesTo(call.tool().name(), role == null ? "" : role))
                .filter(rule -> rule.maxOutputLength() != null)
                .mapToInt(rule -> rule.maxOutputLength() == null ? Integer.MAX_VALUE : rule.maxOutputLength())
                .min();
        return least.orElse(Integer.MAX_VALUE);
    }

    private static List<Redaction> redactions(long escaped) {
        return escaped == 0 ? List.of() : List.of(new Redaction(CONTROL_CHARACTERS, escaped));
    }

    /** Cleans every string and name in a JSON value. */
    private static final class JsonText {
        private long escaped;

        @Nullable
        Object clean(@Nullable Object value) {
            if (value instanceof String text) {
                return cleanText(text);
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, @Nullable Object> clean = new LinkedHashMap<>();
                map.forEach((name, element) -> clean.put(cleanText(String.valueOf(name)), clean(element)));
                return clean;
            }
            if (value instanceof List<?> list) {
                List<@Nullable Object> clean = new ArrayList<>(list.size());
                list.forEach(element -> clean.add(clean(element)));
                return clean;
            }
            return value;
        }

        private String cleanText(String raw) {
            VisibleText visible = VisibleText.of(raw);
            escaped += visible.escaped();
            return visible.text();
        }
    }
}
