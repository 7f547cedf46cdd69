package dev.toolrun.cli;

import dev.toolrun.ApiKeys;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        description = "Revokes an API key for good, from the next call on, also of runners that are running.",
        footer = {"", "Example:", "  toolrun keys revoke 4kq0zt8r1m"})
final class KeysRevokeCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Parameters(
            paramLabel = "ID",
            arity = "1",
            description = "The key's id; see 'toolrun keys list'. Not the key itself.")
    private String id = "";

    KeysRevokeCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        StoredApiKey key = ApiKeys.of(toolrun.config()).revoke(id);
        if (key == null) {
            // what was typed may be a key, which must not be repeated
            toolrun.terminal().say("There is no API key with this id. See 'toolrun keys list'.");
            return 1;
        }
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(KeyRows.json(key)));
        } else {
            toolrun.print(
                    Visible.line("Key " + key.id() + " of " + key.user() + " was revoked at " + key.revoked() + "."));
        }
        return 0;
    }
}
