package dev.toolrun.cli;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A result for people: the tool's output as it is, our own words on standard error. */
final class ResultText {
    private final Terminal terminal;

    ResultText(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(ToolResult result) {
        terminal.out().print(result.stdout().text());
        String stderr = result.stderr().text();
        terminal.err().print(stderr);
        if (!stderr.isEmpty() && !stderr.endsWith("\n") && hasToBeExplained(result)) {
            terminal.err().println();
        }
        terminal.err().flush();
        explain(result);
    }

    /** Says why the call ended as it did, unless it went well. */
    void explain(ToolResult result) {
        if (result.replayed()) {
            terminal.say("Nothing ran: the call of this execution key ran before. Its output and files were not kept.");
        }
        String ending = ending(result);
        if (ending != null) {
            terminal.say(ending);
        }
        if (result.outcome() instanceof Outcome.Refused refused) {
            explain(refused.rejection());
        }
        if (!result.limitsHit().isEmpty()) {
            terminal.say("The tool reached its limits: " + String.join(", ", result.limitsHit()) + ".");
        }
        explainCut("stdout", result.stdout());
        explainCut("stderr", result.stderr());
    }

    /**
     * Says which files the tool made, and what became of the others.
     *
     * @param written whether the caller gets them
     */
    void explainArtifacts(ToolResult result, boolean written) {
        if (!result.artifacts().isEmpty() && !written && !result.replayed()) {
            terminal.say("The tool made files, which '--artifacts DIR' would write: "
                    + result.artifacts().stream().map(ToolResult.Artifact::name).collect(Collectors.joining(", "))
                    + ".");
        }
        List<String> changed = result.redactions().stream()
                .filter(redaction -> redaction.rule().startsWith("artifact"))
                .map(redaction -> redaction.rule() + " " + redaction.count())
                .toList();
        if (!changed.isEmpty()) {
            terminal.say("Not all of the tool's files are as it left them: " + String.join(", ", changed) + ".");
        }
    }

    /** Says what the operator can do about a failure of ours; the result object has no place for that. */
    void explainFailure(ToolResult result) {
        if (result.outcome() instanceof Outcome.Failed) {
            explain(result);
        }
    }

    private void explain(Rejection rejection) {
        for (Violation violation : rejection.violations()) {
            terminal.say((violation.pointer().isEmpty() ? "arguments" : violation.pointer()) + ": "
                    + violation.message() + " (" + violation.keyword() + ")");
        }
        if (rejection.retryAfterMs() != null) {
            terminal.say("Try again in " + (rejection.retryAfterMs() + 999) / 1000 + " s.");
        }
    }

    private void explainCut(String stream, CapturedText text) {
        if (text.truncated()) {
            terminal.say(text.omittedBytes() + " of the " + text.bytes() + " bytes on " + stream + " are left out.");
        }
    }

    private static boolean hasToBeExplained(ToolResult result) {
        return ending(result) != null
                || result.replayed()
                || !result.limitsHit().isEmpty()
                || result.stdout().truncated()
                || result.stderr().truncated();
    }

    private static @Nullable String ending(ToolResult result) {
        Outcome outcome = result.outcome();
        if (outcome instanceof Outcome.Completed completed) {
            return completed(completed);
        }
        if (outcome instanceof Outcome.Stopped stopped) {
            return stopped(stopped.reason());
        }
        if (outcome instanceof Outcome.Refused refused) {
            return refused.rejection().message() + " (" + refused.reason().wireName() + ")";
        }
        if (outcome instanceof Outcome.Failed failed) {
            String hint = failed.hint().isEmpty() ? "" : " " + failed.hint();
            return failed.message() + " (" + failed.reason().wireName() + ")" + hint;
        }
        return null;
    }

    private static @Nullable String completed(Outcome.Completed completed) {
        return switch (completed.reason()) {
            case OK -> null;
            case SIGNAL -> "The tool was ended by " + completed.signal() + ".";
            case INVALID_OUTPUT -> "The tool's output is not what it should be and was withheld.";
            default -> "The tool exited with " + completed.exitCode() + ".";
        };
    }

    private static String stopped(Reason reason) {
        String why = switch (reason) {
            case TIMEOUT -> "its time was up";
            case CPU_LIMIT -> "its processor time was used up";
            case OUT_OF_MEMORY -> "it needed more memory than it may use";
            case OUTPUT_LIMIT -> "it wrote more than it may write";
            default -> "the call was cancelled";
        };
        return "The tool was stopped: " + why + " (" + reason.wireName() + ").";
    }
}
