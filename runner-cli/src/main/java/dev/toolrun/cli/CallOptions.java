package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.config.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What makes up one call. */
final class CallOptions {
    @Parameters(paramLabel = "TOOL", arity = "1", description = "The tool's name; see 'toolrun tools list'.")
    private String tool = "";

    @Option(
            names = "-p",
            paramLabel = "NAME=VALUE",
            description = {
                "A parameter. NAME=TEXT is a string, NAME=@FILE a string from a file, NAME:=JSON any JSON value.",
                "A string that begins with @ is given as JSON: -p 'to:=\"@alice\"'. Can be repeated."
            })
    private List<String> pairs = new ArrayList<>();

    @Option(
            names = "--params",
            paramLabel = "FILE",
            description = "Parameters as one JSON object; - reads standard input.")
    private @Nullable String paramsFile;

    @Option(names = "--session", paramLabel = "ID", description = "The conversation that this call belongs to.")
    private @Nullable String session;

    @Option(names = "--role", paramLabel = "ROLE", description = "The role to act in, of those you have.")
    private @Nullable String role;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Execution key: at most one run for this key, whoever retries.")
    private @Nullable String key;

    @Option(
            names = "--wall-time",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Less time than the tool's own limit, for example 500ms or 5s.")
    private @Nullable Duration wallTime;

    @Option(names = "--traceparent", paramLabel = "ID", description = "W3C trace context of the caller.")
    private @Nullable String traceparent;

    @Mixin
    private CredentialOptions credential = new CredentialOptions();

    /**
     * The call, with the contents of the files that it names.
     *
     * @param wanted what the caller expects back
     * @throws RunnerException with {@code invalid_usage} if a file can't be read or something is given twice
     */
    CallRequest request(Terminal terminal, CallRequest.Wanted wanted) {
        String object = GivenParameters.object(paramsFile, terminal);
        return new CallRequest(
                tool,
                GivenParameters.pairs(pairs),
                object,
                credential.credential(terminal),
                session,
                role,
                key,
                wallTime,
                traceparent,
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
