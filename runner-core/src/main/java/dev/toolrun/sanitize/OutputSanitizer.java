package dev.toolrun.sanitize;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.OutputSchemas;
import dev.toolrun.validation.ValidatedCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tool's output safe to hand on: to a model, a terminal, a caller. Output that is not what the tool promises is
 * withheld. What the tool promises is what it wrote: its schema is not asked about what is redacted or left out. Thread-safe.
 */
public final class OutputSanitizer {
    private final List<SanitizingRule> rules;
    private final OutputSchemas schemas;

    public OutputSanitizer(List<SanitizingRule> rules, OutputSchemas schemas) {
        this.rules = List.copyOf(rules);
        this.schemas = schemas;
    }

    public ToolOutput sanitize(ValidatedCall call, Execution execution) {
        EffectiveRules effective = EffectiveRules.of(rules, call);
        TextCleaner cleaner = new TextCleaner(effective.text(), new Tally());
        Parsed parsed = call.tool().outputs() == ToolDefinition.Outputs.JSON
                ? json(call.tool(), execution, effective, cleaner)
                : new Parsed(
                        execution.outcome(), CleanStream.of(execution.stdout(), effective.maxLength(), cleaner), null);
        CapturedText stderr = CleanStream.of(execution.stderr(), effective.maxLength(), cleaner);
        List<Artifact> artifacts = CleanArtifacts.of(execution.artifacts(), cleaner);
        return new ToolOutput(
                parsed.outcome,
                parsed.stdout,
                stderr,
                parsed.structured,
                artifacts,
                cleaner.tally().redactions());
    }

    private record Parsed(
            Outcome outcome, CapturedText stdout, @Nullable Object structured) {}

    private Parsed json(ToolDefinition tool, Execution execution, EffectiveRules effective, TextCleaner cleaner) {
        CapturedStream raw = execution.stdout();
        try {
            Object value = parse(raw);
            if (!schemas.matches(tool, value)) {
                return withheld(execution);
            }
            Object clean = CleanJson.of(effective.fields().apply(value, cleaner.tally()), cleaner);
            ShortJson.Fitting fitting = ShortJson.of(clean, effective.maxLength());
            if (fitting == null) {
                return withheld(execution);
            }
            return new Parsed(execution.outcome(), captured(raw, clean, fitting), fitting.value());
        } catch (IllegalArgumentException e) {
            return withheld(execution);
        }
    }

    private static CapturedText captured(CapturedStream raw, @Nullable Object clean, ShortJson.Fitting fitting) {
        boolean truncated = fitting.value() != clean;
        long omitted = truncated ? Math.max(1, raw.totalBytes() - Utf8.length(fitting.text())) : 0;
        return new CapturedText(fitting.text(), raw.totalBytes(), truncated, omitted);
    }

    private static @Nullable Object parse(CapturedStream raw) {
        if (raw.omittedBytes() > 0) {
            throw new IllegalArgumentException("more than is kept");
        }
        String text = Utf8.decodeStrictly(Utf8.concat(raw.head(), raw.tail()));
        if (text == null) {
            throw new IllegalArgumentException("no UTF-8, and so no JSON (RFC 8259, section 8.1)");
        }
        return Json.parse(text);
    }

    /** What stopped or failed a call stands; output that a completed call promised and did not give is its fault. */
    private static Parsed withheld(Execution execution) {
        Outcome outcome = execution.outcome();
        if (outcome instanceof Outcome.Completed completed && completed.reason() == Reason.OK) {
            outcome = new Outcome.Completed(Reason.INVALID_OUTPUT, completed.exitCode(), completed.signal());
        }
        long bytes = execution.stdout().totalBytes();
        return new Parsed(outcome, new CapturedText("", bytes, bytes > 0, bytes), null);
    }
}
