package dev.toolrun.cli;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.cli.resident.Decline;
import dev.toolrun.cli.resident.Ending;
import dev.toolrun.cli.resident.LostException;
import dev.toolrun.cli.resident.NotServedException;
import dev.toolrun.cli.resident.ResidentClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that the resident runner makes, where there is one. What it needs of this process is little, and starts fast. */
final class ResidentCall {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A configuration that is being edited is soon the same on both sides. */
    private static final int ATTEMPTS = 3;

    private final Toolrun toolrun;
    private final @Nullable Path artifacts;
    private final @Nullable Path receipt;
    private @Nullable String unused;

    ResidentCall(Toolrun toolrun, @Nullable Path artifacts, @Nullable Path receipt) {
        this.toolrun = toolrun;
        this.artifacts = artifacts;
        this.receipt = receipt;
    }

    /**
     * Has the call made.
     *
     * @return the command's exit code; null if there is no resident runner that makes it, and nothing has run
     * @throws RunnerException if the user's files can't be made, or nobody knows what became of the call
     */
    @Nullable
    Integer make(CallRequest request) {
        try (ResidentClient client = connect()) {
            return client == null ? null : call(client, request);
        } catch (NotServedException e) {
            unused = e.getMessage();
            return null;
        } catch (LostException e) {
            throw new RunnerException(
                    Reason.UNKNOWN,
                    "The resident runner was lost during the call, and nobody knows what became of it.",
                    "",
                    null,
                    e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why there is a resident runner that has not made the call; null: there is none. */
    @Nullable
    String unused() {
        return unused;
    }

    private @Nullable ResidentClient connect() throws NotServedException {
        ResidentPlace place = ResidentPlace.find(toolrun);
        for (int i = 1; place != null; i++) {
            try {
                return ResidentClient.connect(place.socket(), place.identity(), PATIENCE);
            } catch (NotServedException e) {
                ResidentPlace now = ResidentPlace.find(toolrun);
                if (e.decline() != Decline.OTHER_CONFIGURATION || place.equals(now) || i == ATTEMPTS) {
                    throw e;
                }
                place = now;
            }
        }
        return null;
    }

    private int call(ResidentClient client, CallRequest request) throws IOException {
        NewCallFiles files = NewCallFiles.make(artifacts, receipt, toolrun.terminal());
        boolean ran = false;
        try {
            Ending ending = toolrun.cancellation()
                    .cancellable(() -> client.call(request, new TerminalSide(toolrun.terminal(), files)));
            ran = ending.ran();
            return ending.exitCode();
        } finally {
            files.end(ran);
        }
    }
}
