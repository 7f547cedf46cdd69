package dev.toolrun.authn.token;

import dev.toolrun.authn.Identity;
import dev.toolrun.call.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Identities that were verified a moment ago, by the SHA-256 of their token. Keeps the latest {@value #MAX_ENTRIES}, and no
 * token. Thread-safe.
 */
final class AnswerCache {
    static final int MAX_ENTRIES = 1000;

    private final Duration usableFor;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * @param usableFor how long an answer may be used again; zero: never
     */
    AnswerCache(Duration usableFor) {
        this.usableFor = usableFor;
    }

    synchronized @Nullable Identity find(String token, Instant now) {
        Entry entry = entries.get(Sha256.ofUtf8(token));
        return entry == null || now.isBefore(entry.since) || !now.isBefore(entry.until) ? null : entry.identity;
    }

    /**
     * @param now when the answer was asked for
     * @param expires the end of the token itself, or null if it has none
     */
    synchronized void put(String token, Identity identity, Instant now, @Nullable Instant expires) {
        Instant until = now.plus(usableFor);
        Instant earlier = expires != null && expires.isBefore(until) ? expires : until;
        String hash = Sha256.ofUtf8(token);
        entries.remove(hash);
        if (!earlier.isAfter(now)) {
            return;
        }
        if (entries.size() == MAX_ENTRIES) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(hash, new Entry(identity, now, earlier));
    }

    private record Entry(Identity identity, Instant since, Instant until) {}
}
