package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolDescriptor;
import dev.toolrun.json.Json;
import dev.toolrun.json.ResultJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Shows a tool and its parameters; as JSON, in the form of the Model Context Protocol.",
        footer = {"", "Example:", "  toolrun tools show python"})
final class ToolsShowCommand implements Callable<Integer> {
    private final Toolrun toolrun;
    private final CredentialOptions credential;

    @Parameters(paramLabel = "TOOL", arity = "1", description = "The tool's name.")
    private String tool = "";

    ToolsShowCommand(Toolrun toolrun, CredentialOptions credential) {
        this.toolrun = toolrun;
        this.credential = credential;
    }

    @Override
    public Integer call() {
        try (ToolRunner runner = ToolRunner.open(toolrun.quietConfig())) {
            ToolDescriptor descriptor = runner.tools(credential.credential(toolrun.terminal())).stream()
                    .filter(permitted -> permitted.name().equals(tool))
                    .findFirst()
                    .orElseThrow(ToolsShowCommand::unknown);
            print(descriptor);
            return 0;
        }
    }

    /** The same for a tool that exists: whoever may not call it need not know. */
    private static RefusedException unknown() {
        return new RefusedException(Rejection.of(
                Layer.AUTHORIZATION, Reason.UNKNOWN_TOOL, "There is no tool of that name that you may call.", "tools"));
    }

    private void print(ToolDescriptor descriptor) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(ResultJson.toMap(descriptor)));
            return;
        }
        toolrun.print(descriptor.name() + (descriptor.title() == null ? "" : ": " + descriptor.title()));
        toolrun.print(descriptor.description().strip());
        toolrun.print("");
        toolrun.print("Parameters, as a JSON Schema:");
        toolrun.print(Json.writePretty(descriptor.inputSchema()));
    }
}
