package dev.toolrun.authn;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an API key: never the key itself. {@code toString} leaves out the hash.
 *
 * @param id names the key
 * @param user whom calls with the key are for
 * @param roles that user's roles with this key, at least one
 * @param created when it was made
 * @param expires from when on it is no good any more, or null if it does not expire
 * @param namesSessions whether it vouches for whatever session its bearer names
 * @param revoked when it was revoked, or null
 * @param hash {@link ApiKey#hash}
 */
public record StoredApiKey(
        String id,
        String user,
        List<String> roles,
        Instant created,
        @Nullable Instant expires,
        boolean namesSessions,
        @Nullable Instant revoked,
        String hash) {

    /** Whether a key is any good. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    public StoredApiKey {
        roles = List.copyOf(roles);
    }

    /** What the key is at a time; one that was revoked stays so when it expires. */
    public State state(Instant now) {
        if (revoked != null) {
            return State.REVOKED;
        }
        return expires != null && !now.isBefore(expires) ? State.EXPIRED : State.ACTIVE;
    }

    /** The same key, revoked; one that is revoked already stays as it is. */
    public StoredApiKey revokedAt(Instant time) {
        return revoked == null ? new StoredApiKey(id, user, roles, created, expires, namesSessions, time, hash) : this;
    }

    /** Compares in a time that does not tell how much of two hashes agrees. */
    static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "StoredApiKey[" + id + "]";
    }
}
