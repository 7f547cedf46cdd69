package dev.toolrun.cli;

import dev.toolrun.ApiKeys;
import dev.toolrun.authn.StoredApiKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Lists all API keys, also those that are revoked or have expired; never the keys themselves.",
        footer = {"", "Examples:", "  toolrun keys list", "  toolrun keys list -o json"})
final class KeysListCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    KeysListCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        List<StoredApiKey> keys = ApiKeys.of(toolrun.config()).list();
        if (keys.isEmpty()) {
            toolrun.terminal().say("There is no API key yet. Run 'toolrun keys create'.");
        }
        KeyRows.print(toolrun, keys);
        return 0;
    }
}
