package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.CheckReport;
import dev.toolrun.call.CheckReport.Verdict;
import dev.toolrun.call.ToolCall;
import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.json.ResultJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Says what would become of a call. */
final class CheckCommand implements Callable<Integer> {
    private final Toolrun toolrun;
    private final CallOptions options = new CallOptions();

    CheckCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    CommandSpec spec() {
        CommandSpec spec = Options.command(
                "check",
                this,
                "Says what each layer would answer to a call, without running it and without taking tokens.",
                "The exit code is that of 'exec' for a call that is refused, and 0 for one that would run.",
                "With '--key K' of a call that ran before, it is that of its replay.",
                "Authorization answers twice: for the tool, and, when they are validated, for the arguments.",
                "Rules are shown as far as they are about your own roles; who is not verified sees none.");
        spec.usageMessage().footer("", "Example:", "  toolrun check python -p code='print(6*7)' --role local");
        options.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() {
        ToolCall call = CallOptions.toolCall(options.request(
                toolrun.terminal(), new CallRequest.Wanted(toolrun.wantsJson(), null, false, false, false)));
        try (ToolRunner runner = ToolRunner.open(toolrun.quietConfig())) {
            CheckReport report = runner.check(call);
            print(report);
            return report.result().reason().exitCode();
        }
    }

    private void print(CheckReport report) {
        if (toolrun.wantsJson()) {
            toolrun.print(ResultJson.write(report));
            return;
        }
        Table table = new Table();
        report.verdicts()
                .forEach(verdict -> table.row(
                        verdict.permitted() ? "permit" : "deny",
                        verdict.level() == null ? verdict.layer() : verdict.layer() + " (" + verdict.level() + ")",
                        verdict.rule() == null ? "-" : verdict.rule(),
                        explanation(verdict)));
        table.print(toolrun.terminal().out());
        new ResultText(toolrun.terminal()).explain(report.result());
    }

    private static String explanation(Verdict verdict) {
        if (!verdict.permitted()) {
            return verdict.reason().wireName();
        }
        return verdict.message() == null ? "" : verdict.message();
    }
}
