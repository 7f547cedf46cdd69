package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.config.Units;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** What makes up one call. */
final class CallOptions {
    private final PositionalParamSpec tool = PositionalParamSpec.builder()
            .paramLabel("TOOL")
            .arity("1")
            .required(true)
            .type(String.class)
            .description("The tool's name; see 'toolrun tools list'.")
            .build();
    private final OptionSpec pairs = Options.of(
                    "-p",
                    "NAME=VALUE",
                    "A parameter. NAME=TEXT is a string, NAME=@FILE a string from a file, NAME:=JSON any JSON value.",
                    "A string that begins with @ is given as JSON: -p 'to:=\"@alice\"'. Can be repeated.")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build();
    private final OptionSpec paramsFile =
            Options.text("--params", "FILE", "Parameters as one JSON object; - reads standard input.");
    private final OptionSpec session = Options.text("--session", "ID", "The conversation that this call belongs to.");
    private final OptionSpec role = Options.text("--role", "ROLE", "The role to act in, of those you have.");
    private final OptionSpec key =
            Options.text("--key", "KEY", "Execution key: at most one run for this key, whoever retries.");
    private final OptionSpec wallTime = Options.of(
                    "--wall-time", "TIME", "Less time than the tool's own limit, for example 500ms or 5s.")
            .type(Duration.class)
            .converters(new TimeConverter())
            .build();
    private final OptionSpec traceparent = Options.text("--traceparent", "ID", "W3C trace context of the caller.");
    private final CredentialOptions credential = new CredentialOptions();

    void addTo(CommandSpec command) {
        command.addPositional(tool);
        for (OptionSpec option : List.of(pairs, paramsFile, session, role, key, wallTime, traceparent)) {
            command.addOption(option);
        }
        credential.addTo(command);
    }

    /**
     * The call, with the contents of the files that it names.
     *
     * @param wanted what the caller expects back
     * @throws RunnerException with {@code invalid_usage} if a file can't be read or something is given twice
     */
    CallRequest request(Terminal terminal, CallRequest.Wanted wanted) {
        String object = GivenParameters.object(Options.value(paramsFile), terminal);
        return new CallRequest(
                Options.value(tool, ""),
                GivenParameters.pairs(Options.value(pairs, List.<String>of())),
                object,
                credential.credential(terminal),
                Options.value(session),
                Options.value(role),
                Options.value(key),
                Options.value(wallTime),
                Options.value(traceparent),
                wanted);
    }

    /**
     * @throws RunnerException with {@code invalid_usage} if a parameter is given twice
     */
    static ToolCall toolCall(CallRequest request) {
        return new ToolCall(
                request.tool(),
                CallParameters.of(request.given(), request.params()),
                request.credential(),
                request.session(),
                request.role(),
                request.key(),
                request.wallTime(),
                request.traceparent());
    }

    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return Units.duration(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "' " + e.getMessage());
            }
        }
    }
}
