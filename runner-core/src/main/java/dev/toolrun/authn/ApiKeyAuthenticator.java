package dev.toolrun.authn;

import dev.toolrun.call.Principal;
import dev.toolrun.call.RefusedException;
import java.time.InstantSource;
import java.util.Map;

/**
 * Verifies API keys. The stored keys are asked for at each call, so a key that is revoked is no good for the next one. What
 * the caller is told is the same for a key that never was one, an id that does not exist and a secret that is wrong.
 */
public final class ApiKeyAuthenticator implements Authenticator {
    /** Compared with where there is no such key, so that it takes as long; no key has this hash. */
    private static final String NO_HASH = "0".repeat(64);

    private final StoredKeys keys;
    private final InstantSource clock;

    /** Where the keys' hashes are. Implementations are thread-safe. */
    @FunctionalInterface
    public interface StoredKeys {
        /**
         * All keys that exist now, by id.
         *
         * @throws RefusedException if that can't be found out
         */
        Map<String, StoredApiKey> byId();
    }

    public ApiKeyAuthenticator(StoredKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Identity authenticate(String secret) {
        ApiKey shown = ApiKey.parse(secret);
        if (shown == null) {
            throw invalid("not an API key");
        }
        StoredApiKey stored = keys.byId().get(shown.id());
        boolean same = StoredApiKey.sameHash(shown.hash(), stored == null ? NO_HASH : stored.hash());
        if (stored == null || !same) {
            throw invalid("no such key");
        }
        return switch (stored.state(clock.instant())) {
            case ACTIVE -> identity(stored);
            case EXPIRED -> throw refused("The API key has expired.", "key " + stored.id() + " has expired");
            case REVOKED -> throw refused("The API key was revoked.", "key " + stored.id() + " is revoked");
        };
    }

    private static Identity identity(StoredApiKey key) {
        Principal principal = Principal.local(key.user(), key.roles());
        return new Identity(principal, null, null, key.namesSessions(), null, "apiKey:" + key.id());
    }

    private static RefusedException invalid(String why) {
        return refused("The API key is not valid.", why);
    }

    private static RefusedException refused(String message, String why) {
        return Refusals.unauthenticated(message, "authentication.apiKeys: " + why);
    }
}
