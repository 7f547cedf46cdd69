package dev.toolrun;

import dev.toolrun.authn.ApiKey;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.config.ApiKeyFile;
import dev.toolrun.config.ApiKeySettings;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.request.Labels;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes, lists and revokes the API keys of a configuration. Runners that are open see every change at their next call.
 * Thread-safe, also between processes.
 */
public final class ApiKeys {
    private final ApiKeyFile file;
    private final Set<String> knownRoles;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private ApiKeys(ApiKeyFile file, Set<String> knownRoles, InstantSource clock) {
        this.file = file;
        this.knownRoles = knownRoles;
        this.clock = clock;
    }

    /** A key that was just made, and what is kept of it. */
    public record Created(ApiKey key, StoredApiKey stored) {}

    /**
     * @throws RunnerException with {@code invalid_configuration} if the configuration names no file for API keys
     */
    public static ApiKeys of(RunnerConfig config) {
        return of(config, InstantSource.system());
    }

    static ApiKeys of(RunnerConfig config, InstantSource clock) {
        ApiKeySettings settings = config.authentication().apiKeys();
        if (settings == null) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The configuration names no file for API keys.",
                    "Add 'apiKeys: {file: keys.yaml}' below 'authentication:' in toolrun.yaml.",
                    null);
        }
        Set<String> roles = new TreeSet<>();
        config.permissions().forEach(entry -> roles.addAll(entry.roles().keySet()));
        return new ApiKeys(new ApiKeyFile(settings.file()), roles, clock);
    }

    /**
     * Makes a key. This is the only time that it can be seen.
     *
     * @param user whom calls with the key are for
     * @param roles that user's roles with this key, in the order in which they are tried; each is named by a permission
     * @param expires from when on the key is no good any more, or null for never
     * @param namesSessions whether the key vouches for whatever session its bearer names
     * @throws IllegalArgumentException if a name is no name, there is no role or one that no permission names, or the time has
     *     passed; with a sentence without a full stop
     * @throws dev.toolrun.config.ConfigException if the file of keys can't be trusted or is damaged
     * @throws RunnerException if it can't be written
     */
    public Created create(String user, List<String> roles, @Nullable Instant expires, boolean namesSessions) {
        Instant now = clock.instant();
        require(Labels.isPrintable(user), "the user must have a name: short, and without control characters");
        require(!roles.isEmpty(), "there must be at least one role");
        require(roles.stream().allMatch(Labels::isPrintable), "roles must be short, and without control characters");
        roles.forEach(
                role -> require(knownRoles.contains(role), "no permission names the role '" + role + "'" + known()));
        require(expires == null || expires.isAfter(now), "the time at which the key expires has passed already");
        Instant made = now.truncatedTo(ChronoUnit.SECONDS);
        List<String> distinct = roles.stream().distinct().toList();
        while (true) {
            ApiKey key = ApiKey.random(random);
            StoredApiKey stored =
                    new StoredApiKey(key.id(), user, distinct, made, expires, namesSessions, null, key.hash());
            if (file.add(stored)) {
                return new Created(key, stored);
            }
        }
    }

    /**
     * All keys, also those that are revoked or have expired, in the order in which they were made.
     *
     * @throws dev.toolrun.config.ConfigException if the file of keys can't be read or trusted, or is damaged
     */
    public List<StoredApiKey> list() {
        return List.copyOf(file.read().values());
    }

    /**
     * Revokes a key, for the very next call; one that is revoked already stays so.
     *
     * @return what is kept of the key, or null if there is none with this id
     * @throws dev.toolrun.config.ConfigException if the file of keys can't be read or trusted, or is damaged
     * @throws RunnerException if it can't be written
     */
    public @Nullable StoredApiKey revoke(String id) {
        return file.revoke(id, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private String known() {
        return knownRoles.isEmpty() ? "; there is none" : "; the roles are " + String.join(", ", knownRoles);
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
