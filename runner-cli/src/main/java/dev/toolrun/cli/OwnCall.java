package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.cli.resident.Ending;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.LoadedConfig;
import dev.toolrun.config.ResidentUse;
import dev.toolrun.config.RunnerConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A call that the command makes itself. */
final class OwnCall {
    private final Toolrun toolrun;
    private final @Nullable Path artifacts;
    private final @Nullable Path receipt;
    private final @Nullable String unused;

    /**
     * @param unused why no resident runner makes the call; null: there is none
     */
    OwnCall(Toolrun toolrun, @Nullable Path artifacts, @Nullable Path receipt, @Nullable String unused) {
        this.toolrun = toolrun;
        this.artifacts = artifacts;
        this.receipt = receipt;
        this.unused = unused;
    }

    /**
     * Makes the call and gives the command's exit code.
     *
     * @throws ConfigException if the configuration is not valid
     * @throws RunnerException if no call could be made
     */
    int make(CallRequest request) {
        ToolRunner.preload();
        ToolCall call = CallOptions.toolCall(request);
        RunnerConfig config = config();
        NewCallFiles files = NewCallFiles.make(artifacts, receipt, toolrun.terminal());
        boolean ran = false;
        try {
            Ending ending = run(config, call, files);
            ran = ending.ran();
            return ending.exitCode();
        } catch (RunnerException | ConfigException e) {
            if (files.wantsReceipt()) {
                NewCallFiles.sayNoReceipt(toolrun.terminal());
            }
            throw e;
        } finally {
            files.end(ran);
        }
    }

    private Ending run(RunnerConfig config, ToolCall call, NewCallFiles files) {
        Cancellation cancellation = toolrun.cancellation();
        cancellation.arm();
        try (ToolRunner runner = ToolRunner.open(config)) {
            return new CallRun(
                            toolrun.terminal(), toolrun.wantsJson(), files, run -> cancellation.cancellable(run::get))
                    .run(runner, config, call);
        }
    }

    private RunnerConfig config() {
        LoadedConfig loaded = toolrun.loadedConfig();
        if (loaded.resident() == ResidentUse.REQUIRED) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "Calls are made by the resident runner only, and it does not make this one.",
                    unused == null ? "There is none: start it with 'toolrun serve'." : unused,
                    null);
        }
        if (unused != null && loaded.resident() != ResidentUse.NEVER) {
            toolrun.terminal().say(unused);
        }
        return toolrun.forOneCommand(loaded.config());
    }
}
