package dev.toolrun.cli;

import dev.toolrun.call.Credential;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.cli.resident.CallService;
import dev.toolrun.cli.resident.ConfigIdentity;
import dev.toolrun.cli.resident.Decline;
import dev.toolrun.cli.resident.Ending;
import dev.toolrun.cli.resident.Turn;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.ConfigLocation;
import dev.toolrun.config.LoadedConfig;
import dev.toolrun.config.ResidentUse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of {@code toolrun exec} that a resident runner makes: all but what belongs to the client's user. */
final class ServedCalls implements CallService {
    private final @Nullable Path file;
    private final Map<String, String> environment;
    private final CurrentRunner current;

    /**
     * @param file the configuration; null for the built-in one
     */
    ServedCalls(@Nullable Path file, Map<String, String> environment, CurrentRunner current) {
        this.file = file;
        this.environment = environment;
        this.current = current;
    }

    /**
     * Makes ready what calls need, so that what prevents them is known at once.
     *
     * @throws ConfigException if the configuration is not valid
     * @throws RunnerException if there can't be a runner for it
     */
    void open() {
        current.use().close();
    }

    @Override
    public @Nullable Decline declines(ConfigIdentity asked) {
        if (!Objects.equals(asked.file(), realFile())) {
            return Decline.OTHER_CONFIGURATION;
        }
        try (CurrentRunner.Lease lease = current.use()) {
            LoadedConfig loaded = lease.loaded();
            if (loaded.resident() == ResidentUse.NEVER) {
                return Decline.NOT_WANTED;
            }
            return isSame(loaded, asked) ? null : Decline.OTHER_CONFIGURATION;
        } catch (ConfigException | RunnerException e) {
            // the call is answered with what is wrong
            return null;
        }
    }

    private @Nullable String realFile() {
        try {
            return file == null ? null : file.toRealPath().toString();
        } catch (IOException e) {
            return String.valueOf(file);
        }
    }

    private boolean isSame(LoadedConfig loaded, ConfigIdentity asked) {
        String state = loaded.namesStateDirectory() ? null : asked.stateDirectory();
        return (asked.digest() == null || asked.digest().equals(loaded.digest()))
                && (state == null
                        || state.equals(ConfigLocation.defaultStateDirectory(environment)
                                .toString()));
    }

    @Override
    @SuppressWarnings("CatchingThrowable") // an answer is owed even when memory or the stack is exhausted
    public Ending call(CallRequest request, Credential.Peer caller, Turn turn) {
        CallRequest.Wanted wanted = request.wanted();
        Terminal terminal = new Terminal(
                environment, InputStream.nullInputStream(), turn.output(), turn.errorOutput(), wanted.watched());
        Ending ending;
        try {
            ending = make(request, caller, terminal, turn);
        } catch (UncheckedIOException e) {
            throw e;
        } catch (Throwable e) {
            ending = new Ending(new FailureReport(terminal, arguments(wanted)).report(e), false);
        }
        try {
            terminal.writeOutput();
            return ending;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ending make(CallRequest request, Credential.Peer caller, Terminal terminal, Turn turn) {
        ToolCall asked = CallOptions.toolCall(request);
        ToolCall call = asked.credential() instanceof Credential.None ? asked.withCredential(caller) : asked;
        TurnFiles files = new TurnFiles(turn, request.wanted());
        try (CurrentRunner.Lease lease = current.use()) {
            try {
                return new CallRun(terminal, request.wanted().json(), files, turn::cancellable)
                        .run(lease.runner(), lease.config(), call);
            } catch (RunnerException | ConfigException e) {
                if (files.wantsReceipt()) {
                    NewCallFiles.sayNoReceipt(terminal);
                }
                throw e;
            }
        }
    }

    /** A command line of which no more is told than the client's own tells. */
    private static RawArguments arguments(CallRequest.Wanted wanted) {
        String subject = wanted.subject();
        String format = wanted.json() ? "-ojson" : "-otext";
        return subject == null ? new RawArguments("exec", format) : new RawArguments("exec", subject, format);
    }

    @Override
    public void cancelAll() {
        current.close();
    }
}
