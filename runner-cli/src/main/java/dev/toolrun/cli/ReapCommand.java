package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "reap",
        description = "Removes the containers that dead runners left behind, and says which.",
        footer = {"", "Example:", "  toolrun reap"})
final class ReapCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    ReapCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        try (Host host = Host.open(toolrun.config())) {
            List<String> removed = host.reap();
            if (toolrun.wantsJson()) {
                toolrun.print(Json.write(removed));
            } else {
                removed.forEach(toolrun::print);
            }
            return 0;
        }
    }
}
