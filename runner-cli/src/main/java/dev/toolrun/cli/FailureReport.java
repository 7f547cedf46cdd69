package dev.toolrun.cli;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.config.ConfigException;
import dev.toolrun.json.Json;
import dev.toolrun.json.ResultJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How a command ends that could not do its work: a line on standard error, an exit code, and for a call whose caller waits
 * for a result object exactly that.
 */
final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Terminal terminal;
    private final RawArguments arguments;

    FailureReport(Terminal terminal, RawArguments arguments) {
        this.terminal = terminal;
        this.arguments = arguments;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        terminal.say(withFullStop(String.valueOf(e.getMessage())) + suggestions(e) + " Try '"
                + command.getCommandSpec().qualifiedName() + " --help'.");
        return end(Reason.INVALID_USAGE, "The command line is not valid.", false);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return e instanceof ParameterException wrongUsage ? handleParseException(wrongUsage, new String[0]) : report(e);
    }

    int report(Throwable failure) {
        if (failure instanceof ConfigException invalid) {
            invalid.problems().forEach(problem -> terminal.say(problem + "."));
            return end(Reason.INVALID_CONFIGURATION, "The configuration is not valid.", false);
        }
        if (failure instanceof RunnerException ours) {
            terminal.say(ours.messageForOperator());
            return end(ours.reason(), ours.getMessage(), ours.started());
        }
        if (failure instanceof RefusedException refused) {
            terminal.say(refused.rejection().message());
            return refused.rejection().reason().exitCode();
        }
        terminal.say("An internal error ended the command. This is a bug: " + failure + ".");
        return end(Reason.UNKNOWN, "An internal error ended the command.", null);
    }

    /** The result could not be delivered; there is no other place for it. */
    int undelivered() {
        terminal.say("The result could not be written. Check what standard output is connected to.");
        return Reason.UNKNOWN.exitCode();
    }

    /** The command was to end and did not; whoever calls this ends it. */
    int cancelled(@Nullable Boolean started) {
        terminal.say("The call was cancelled.");
        try {
            if (arguments.wantResultObject()) {
                Outcome outcome = new Outcome.Stopped(Reason.CANCELLED, null, null, started);
                terminal.writeInstead(Json.write(resultObject(outcome)));
            }
        } catch (IOException e) {
            return undelivered();
        }
        return Reason.CANCELLED.exitCode();
    }

    private int end(Reason reason, String message, @Nullable Boolean started) {
        terminal.discardOutput();
        if (arguments.wantResultObject()) {
            terminal.out().println(Json.write(resultObject(new Outcome.Failed(reason, message, "", started))));
        }
        return reason.exitCode();
    }

    /** A result without ids and audit record: it never became a call. */
    private Map<String, @Nullable Object> resultObject(Outcome outcome) {
        String tool = arguments.subject();
        Map<String, @Nullable Object> json = ResultJson.toMap(new ToolResult(
                "",
                "",
                tool == null ? "" : tool,
                outcome,
                List.of(),
                CapturedText.EMPTY,
                CapturedText.EMPTY,
                null,
                List.of(),
                List.of(),
                false,
                Usage.NONE,
                null,
                null,
                null));
        json.put("callId", null);
        json.put("traceId", null);
        json.put("tool", tool);
        if ("check".equals(arguments.command())) {
            json.put("verdicts", List.of());
        }
        return json;
    }

    private static String suggestions(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return " Did you mean '" + unmatched.getSuggestions().get(0) + "'?";
        }
        return "";
    }

    private static String withFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
