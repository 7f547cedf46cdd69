package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.cli.resident.Ending;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.ResultJson;
import java.util.function.Supplier;

/** One call of {@code exec}, from the runner to what its caller sees, whoever the caller is and wherever the files go. */
final class CallRun {
    private final Terminal terminal;
    private final boolean json;
    private final CallFiles files;
    private final Cancellable cancellable;

    /** Where a call is made so that it can be cancelled. */
    interface Cancellable {
        ToolResult run(Supplier<ToolResult> call);
    }

    /**
     * @param json whether a result object is printed
     */
    CallRun(Terminal terminal, boolean json, CallFiles files, Cancellable cancellable) {
        this.terminal = terminal;
        this.json = json;
        this.files = files;
        this.cancellable = cancellable;
    }

    /**
     * Makes the call.
     *
     * @throws dev.toolrun.call.RunnerException if a receipt is wanted and the log's key can't be used; no call was made then
     */
    Ending run(ToolRunner runner, RunnerConfig config, ToolCall call) {
        if (files.wantsReceipt()) {
            // a call whose record can't be signed does not run
            config.auditKey().load();
        }
        new AutoBuild(terminal, config).beforeCall(runner, call);
        ToolResult result = cancellable.run(() -> runner.run(call));
        ReceiptDelivery receipt = new ReceiptDelivery(files);
        ToolResult received = files.wantsReceipt() ? receipt.deliver(result, runner::receipt) : result;
        ToolResult delivered = files.wantsArtifacts() ? new ArtifactDelivery(files).deliver(received) : received;
        print(delivered);
        if (receipt.missing() != null) {
            terminal.say(receipt.missing());
        }
        // a call whose files can't be written was made all the same: what is printed has its output, and says what
        // failed
        if (delivered.artifacts().size() < received.artifacts().size() && received.reason() != Reason.OK) {
            terminal.say("Not all of the tool's files could be written.");
        }
        boolean ran = !Boolean.FALSE.equals(received.started()) && !received.replayed();
        return new Ending(delivered.reason().exitCode(), ran);
    }

    private void print(ToolResult result) {
        ResultText text = new ResultText(terminal);
        if (json) {
            terminal.out().println(ResultJson.write(result));
            text.explainFailure(result);
        } else {
            text.print(result);
            text.explainArtifacts(result, files.wantsArtifacts());
        }
    }
}
