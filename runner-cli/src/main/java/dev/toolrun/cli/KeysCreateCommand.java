package dev.toolrun.cli;

import dev.toolrun.ApiKeys;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "create",
        description = "Makes an API key and prints it, this once, as the last word. Only its hash is kept.",
        footer = {
            "",
            "Examples:",
            "  toolrun keys create --user alice --role analyst --expires 90d",
            "  toolrun keys create --user agents --role support --expires 2030-12-31 --names-sessions -o json"
        })
final class KeysCreateCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Option(names = "--user", required = true, paramLabel = "USER", description = "Whom calls with the key are for.")
    private String user = "";

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = {
                "A role that the user has with this key, one that a permission names. Can be repeated; they are tried in",
                "this order."
            })
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "TIME|DAY",
            converter = ExpiryConverter.class,
            description = {
                "How long the key is good: a time from now, such as 12h or 90d, or its last day in UTC, such as",
                "2030-12-31 (default: until it is revoked)."
            })
    private @Nullable Expiry expires;

    @Option(
            names = "--names-sessions",
            description = {
                "Limits for a session count for each session id that the bearer names, not for all its calls together.",
                "Only for a bearer whom you trust with that, such as a gateway."
            })
    private boolean namesSessions;

    KeysCreateCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        RunnerConfig config = toolrun.config();
        Instant end =
                expires == null ? null : expires.after(InstantSource.system().instant());
        ApiKeys.Created created = create(ApiKeys.of(config), end);
        if (toolrun.wantsJson()) {
            Map<String, @Nullable Object> json = KeyRows.json(created.stored());
            json.put("key", created.key().secret());
            toolrun.print(Json.write(json));
        } else {
            toolrun.print(Visible.line(KeyRows.sentence(created.stored())));
            toolrun.print(created.key().secret());
        }
        return 0;
    }

    private ApiKeys.Created create(ApiKeys keys, @Nullable Instant end) {
        try {
            return keys.create(user, roles, end, namesSessions);
        } catch (IllegalArgumentException e) {
            throw WrongUsage.of("No key was made.", e.getMessage() + ".");
        }
    }

    static final class ExpiryConverter implements ITypeConverter<Expiry> {
        @Override
        public Expiry convert(String value) {
            try {
                return Expiry.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "' " + e.getMessage());
            }
        }
    }
}
