package dev.toolrun.config;

import dev.toolrun.authn.ApiKey;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.json.Json;
import dev.toolrun.request.Labels;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A key as it is written in the file of API keys; the components are described at {@link StoredApiKey}. */
record ApiKeyEntry(
        String id,
        String user,
        List<String> roles,
        String created,
        @Nullable String expires,
        @Default("false") boolean namesSessions,
        @Nullable String revoked,
        String hash) {
    private static final String SHA_256 = "sha256:";
    private static final Pattern HASH = Pattern.compile(SHA_256 + "[0-9a-f]{64}");
    private static final String NO_NAME = "must be a name: not empty, short, and without control characters";

    ApiKeyEntry {
        roles = List.copyOf(roles);
    }

    /** The file as a whole. */
    record Keys(List<ApiKeyEntry> keys) {
        Keys {
            keys = List.copyOf(keys);
        }
    }

    /** The entry as it is written, without what is nothing. */
    static Map<String, Object> written(StoredApiKey key) {
        Map<String, Object> entry = Json.object(
                "id", key.id(), "user", key.user(), "roles", key.roles(), "created", String.valueOf(key.created()));
        if (key.expires() != null) {
            entry.put("expires", key.expires().toString());
        }
        if (key.namesSessions()) {
            entry.put("namesSessions", true);
        }
        if (key.revoked() != null) {
            entry.put("revoked", key.revoked().toString());
        }
        entry.put("hash", SHA_256 + key.hash());
        return entry;
    }

    /** The key, which counts only if there are no problems. */
    StoredApiKey stored(Place place, Problems problems) {
        require(ApiKey.isId(id), place.then("id"), "must be the id of a key", problems);
        require(Labels.isPrintable(user), place.then("user"), NO_NAME, problems);
        require(!roles.isEmpty(), place.then("roles"), "must name at least one role", problems);
        require(roles.stream().allMatch(Labels::isPrintable), place.then("roles"), NO_NAME, problems);
        require(HASH.matcher(hash).matches(), place.then("hash"), "must be sha256: and 64 digits", problems);
        return new StoredApiKey(
                id,
                user,
                roles,
                time(created, place.then("created"), problems),
                expires == null ? null : time(expires, place.then("expires"), problems),
                namesSessions,
                revoked == null ? null : time(revoked, place.then("revoked"), problems),
                hash.replace(SHA_256, ""));
    }

    private static Instant time(String text, Place place, Problems problems) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            require(false, place, "must be a time such as 2027-01-31T00:00:00Z", problems);
            return Instant.EPOCH;
        }
    }

    private static void require(boolean holds, Place place, String message, Problems problems) {
        if (!holds && !problems.concern(place)) {
            problems.add(place, message);
        }
    }
}
