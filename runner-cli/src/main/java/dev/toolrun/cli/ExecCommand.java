package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.ResultJson;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "exec",
        description = "Runs one tool call through all seven layers, in a fresh sandbox.",
        footer = {
            "",
            "Examples:",
            "  toolrun exec python -p code='print(6*7)'",
            "  toolrun exec python -p code=@script.py --wall-time 2s -o json",
            "  echo '{\"code\": \"print(1)\"}' | toolrun exec python --params -",
            "",
            "Exit codes: 0 the tool succeeded, 1 it failed, 2 wrong usage or configuration, 3 not allowed,",
            "4 rate limit, 5 wrong arguments, 6 stopped at a limit, 7 toolrun failed."
        })
final class ExecCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Mixin
    private CallOptions options = new CallOptions();

    @Option(
            names = "--artifacts",
            paramLabel = "DIR",
            description = "Where files that the tool made are written: a new directory, for you only.")
    private @Nullable Path artifacts;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = {
                "Where the call's receipt is written: a new file, for you only. It has the record of how the call ended and",
                "the proof that it is in the audit log; 'audit verify --proof FILE' checks it anywhere."
            })
    private @Nullable Path receipt;

    ExecCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        ToolCall call = options.toolCall(toolrun.terminal());
        RunnerConfig config = toolrun.config();
        if (receipt == null) {
            return callWithFiles(config, call, null);
        }
        ReceiptFile file = ReceiptFile.make(receipt);
        try {
            return callWithFiles(config, call, file);
        } catch (RunnerException | ConfigException e) {
            toolrun.terminal().say("There is no receipt: no call was made.");
            throw e;
        } finally {
            file.remove();
        }
    }

    private int callWithFiles(RunnerConfig config, ToolCall call, @Nullable ReceiptFile file) {
        if (artifacts == null) {
            return print(run(config, call, file), file);
        }
        ArtifactDirectory directory = ArtifactDirectory.make(artifacts);
        try {
            return deliver(run(config, call, file), directory, file);
        } catch (RunnerException | ConfigException e) {
            directory.removeIfEmpty();
            throw e;
        }
    }

    /** A call whose files can't be written was made all the same: what is printed has its output, and says what failed. */
    private int deliver(ToolResult result, ArtifactDirectory directory, @Nullable ReceiptFile file) {
        ToolResult delivered = directory.deliver(result);
        int exitCode = print(delivered, file);
        if (delivered.artifacts().size() < result.artifacts().size() && result.reason() != Reason.OK) {
            toolrun.terminal().say("Not all of the tool's files could be written.");
        }
        if (Boolean.FALSE.equals(result.started()) || result.replayed()) {
            directory.removeIfEmpty();
        }
        return exitCode;
    }

    private ToolResult run(RunnerConfig config, ToolCall call, @Nullable ReceiptFile file) {
        toolrun.cancellation().arm();
        try (ToolRunner runner = ToolRunner.open(config)) {
            if (file != null) {
                // a call whose record can't be signed does not run
                config.auditKey().load();
            }
            new AutoBuild(toolrun.terminal(), config).beforeCall(runner, call);
            ToolResult result = toolrun.cancellation().cancellable(() -> runner.run(call));
            return file == null ? result : file.deliver(result, runner::receipt);
        }
    }

    private int print(ToolResult result, @Nullable ReceiptFile file) {
        if (toolrun.wantsJson()) {
            toolrun.print(ResultJson.write(result));
            new ResultText(toolrun.terminal()).explainFailure(result);
        } else {
            ResultText text = new ResultText(toolrun.terminal());
            text.print(result);
            text.explainArtifacts(result, artifacts != null);
        }
        String missing = file == null ? null : file.missing();
        if (missing != null) {
            toolrun.terminal().say(missing);
        }
        return result.reason().exitCode();
    }
}
