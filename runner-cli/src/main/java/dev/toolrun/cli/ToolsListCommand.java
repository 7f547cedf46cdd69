package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.ToolDescriptor;
import dev.toolrun.json.Json;
import dev.toolrun.json.ResultJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Lists the tools that you may call; as JSON, in the form of the Model Context Protocol.",
        footer = {"", "Example:", "  toolrun tools list -o json"})
final class ToolsListCommand implements Callable<Integer> {
    private final Toolrun toolrun;
    private final CredentialOptions credential;

    ToolsListCommand(Toolrun toolrun, CredentialOptions credential) {
        this.toolrun = toolrun;
        this.credential = credential;
    }

    @Override
    public Integer call() {
        try (ToolRunner runner = ToolRunner.open(toolrun.quietConfig())) {
            print(runner.tools(credential.credential(toolrun.terminal())));
            return 0;
        }
    }

    private void print(List<ToolDescriptor> tools) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(tools.stream().map(ResultJson::toMap).toList()));
            return;
        }
        if (tools.isEmpty()) {
            toolrun.terminal().say("There is no tool that you may call.");
        }
        Table table = new Table();
        tools.forEach(tool -> table.row(tool.name(), tool.title() == null ? tool.description() : tool.title()));
        table.print(toolrun.terminal().out());
    }
}
