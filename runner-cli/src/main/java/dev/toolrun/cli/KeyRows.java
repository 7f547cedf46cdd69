package dev.toolrun.cli;

import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is kept of API keys, but for their hashes, as a table, a sentence or JSON. */
final class KeyRows {
    private KeyRows() {}

    static void print(Toolrun toolrun, List<StoredApiKey> keys) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(keys.stream().map(KeyRows::json).toList()));
            return;
        }
        Table table = new Table();
        keys.forEach(key -> table.row(
                key.id(),
                state(key),
                key.user(),
                String.join(",", key.roles()),
                key.namesSessions() ? "names-sessions" : "-",
                "created " + key.created(),
                key.expires() == null ? "no expiry" : "expires " + key.expires(),
                key.revoked() == null ? "" : "revoked " + key.revoked()));
        table.print(toolrun.terminal().out());
    }

    static String sentence(StoredApiKey key) {
        return "Key " + key.id() + " of " + key.user() + ", roles " + String.join(", ", key.roles())
                + (key.namesSessions() ? ", names its sessions" : "") + ", good "
                + (key.expires() == null ? "until it is revoked" : "until " + key.expires())
                + ". It is not shown again:";
    }

    /** The map is the caller's to fill. */
    static Map<String, @Nullable Object> json(StoredApiKey key) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", key.id());
        json.put("state", state(key));
        json.put("user", key.user());
        json.put("roles", key.roles());
        json.put("namesSessions", key.namesSessions());
        json.put("created", text(key.created()));
        json.put("expires", text(key.expires()));
        json.put("revoked", text(key.revoked()));
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String state(StoredApiKey key) {
        return switch (key.state(InstantSource.system().instant())) {
            case ACTIVE -> "active";
            case EXPIRED -> "expired";
            case REVOKED -> "revoked";
        };
    }
}
