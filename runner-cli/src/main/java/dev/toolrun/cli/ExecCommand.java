package dev.toolrun.cli;

import dev.toolrun.cli.resident.CallRequest;
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
        Terminal terminal = toolrun.terminal();
        CallRequest request = options.request(
                terminal,
                new CallRequest.Wanted(
                        toolrun.wantsJson(),
                        toolrun.subject(),
                        terminal.isWatched(),
                        artifacts != null,
                        receipt != null));
        ResidentCall resident = new ResidentCall(toolrun, artifacts, receipt);
        Integer exitCode = resident.make(request);
        return exitCode == null ? new OwnCall(toolrun, artifacts, receipt, resident.unused()).make(request) : exitCode;
    }
}
