package dev.toolrun.cli;

import dev.toolrun.cli.resident.CallRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs one call. */
final class ExecCommand implements Callable<Integer> {
    private final Toolrun toolrun;
    private final CallOptions options = new CallOptions();
    private final OptionSpec artifacts = Options.of(
                    "--artifacts", "DIR", "Where files that the tool made are written: a new directory, for you only.")
            .type(Path.class)
            .build();
    private final OptionSpec receipt = Options.of(
                    "--receipt",
                    "FILE",
                    "Where the call's receipt is written: a new file, for you only. It has the record of how the call ended and",
                    "the proof that it is in the audit log; 'audit verify --proof FILE' checks it anywhere.")
            .type(Path.class)
            .build();

    ExecCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Options.command("exec", this, "Runs one tool call through all seven layers, in a fresh sandbox.");
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  toolrun exec python -p code='print(6*7)'",
                        "  toolrun exec python -p code=@script.py --wall-time 2s -o json",
                        "  echo '{\"code\": \"print(1)\"}' | toolrun exec python --params -",
                        "",
                        "Exit codes: 0 the tool succeeded, 1 it failed, 2 wrong usage or configuration, 3 not allowed,",
                        "4 rate limit, 5 wrong arguments, 6 stopped at a limit, 7 toolrun failed.");
        options.addTo(spec);
        return spec.addOption(artifacts).addOption(receipt);
    }

    @Override
    public Integer call() {
        Terminal terminal = toolrun.terminal();
        Path directory = Options.value(artifacts);
        Path file = Options.value(receipt);
        CallRequest request = options.request(
                terminal,
                new CallRequest.Wanted(
                        toolrun.wantsJson(), toolrun.subject(), terminal.isWatched(), directory != null, file != null));
        ResidentCall resident = new ResidentCall(toolrun, directory, file);
        Integer exitCode = resident.make(request);
        return exitCode == null ? new OwnCall(toolrun, directory, file, resident.unused()).make(request) : exitCode;
    }
}
