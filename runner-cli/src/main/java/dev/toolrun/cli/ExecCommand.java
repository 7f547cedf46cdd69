package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.ResultJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    ExecCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        ToolCall call = options.toolCall(toolrun.terminal());
        RunnerConfig config = toolrun.config();
        toolrun.cancellation().arm();
        try (ToolRunner runner = ToolRunner.open(config)) {
            new AutoBuild(toolrun.terminal(), config).beforeCall(runner, call);
            ToolResult result = toolrun.cancellation().cancellable(() -> runner.run(call));
            print(result);
            return result.reason().exitCode();
        }
    }

    private void print(ToolResult result) {
        if (toolrun.wantsJson()) {
            toolrun.print(ResultJson.write(result));
            new ResultText(toolrun.terminal()).explainFailure(result);
        } else {
            new ResultText(toolrun.terminal()).print(result);
        }
    }
}
