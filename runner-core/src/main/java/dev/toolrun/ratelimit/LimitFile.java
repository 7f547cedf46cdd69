package dev.toolrun.ratelimit;

import dev.toolrun.json.Json;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.versioning.Version;
import io.github.bucket4j.distributed.versioning.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a {@link LimitState}; times are nanoseconds, {@code state} is Bucket4j's own snapshot without the
 * configuration:
 *
 * <pre>{@code
 * {"version":1,"clock":{"seen":…,"ahead":0},
 *  "buckets":[{"key":"user:alice","calls":120,"perNanos":60000000000,"state":{…}}],
 *  "ceilings":[{"key":"calls:1f0c…","holder":"9b2e…","calls":7,"lastCall":…,"idleNanos":…}]}
 * }</pre>
 */
final class LimitFile {
    private static final int VERSION = 1;
    private static final String CONFIGURATION = "configuration";
    private static final Version SNAPSHOTS = Versions.getLatest();

    private LimitFile() {}

    static byte[] encode(LimitState state) throws IOException {
        List<Map<String, Object>> buckets = new ArrayList<>();
        for (Map.Entry<String, BucketState> entry : state.buckets().entrySet()) {
            buckets.add(withHolder(state, encodeBucket(entry.getKey(), entry.getValue())));
        }
        List<Map<String, Object>> ceilings = new ArrayList<>();
        state.ceilings()
                .forEach((key, ceiling) -> ceilings.add(withHolder(
                        state,
                        Json.object(
                                "key",
                                key,
                                "calls",
                                ceiling.calls(),
                                "lastCall",
                                ceiling.lastCall(),
                                "idleNanos",
                                ceiling.idle()))));
        LimitClock clock = state.clock();
        Map<String, Object> time = Json.object("seen", clock.seen(), "ahead", clock.ahead());
        Map<String, Object> file =
                Json.object("version", VERSION, "clock", time, "buckets", buckets, "ceilings", ceilings);
        return Json.write(file).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws IOException if this is not what {@link #encode} writes
     */
    static LimitState decode(byte[] bytes) throws IOException {
        try {
            Map<String, @Nullable Object> file = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
            if (number(file, "version") != VERSION) {
                throw new IOException("it was written by another version");
            }
            Map<String, @Nullable Object> time = object(file.get("clock"));
            Map<String, String> holders = new HashMap<>();
            Map<String, BucketState> buckets = new HashMap<>();
            for (Object bucket : list(file, "buckets")) {
                decodeBucket(object(bucket), buckets);
                decodeHolder(object(bucket), holders);
            }
            Map<String, LimitState.Ceiling> ceilings = new HashMap<>();
            for (Object ceiling : list(file, "ceilings")) {
                decodeCeiling(object(ceiling), ceilings);
                decodeHolder(object(ceiling), holders);
            }
            LimitClock clock = new LimitClock(number(time, "seen"), number(time, "ahead"));
            return new LimitState(clock, buckets, ceilings, holders);
        } catch (RuntimeException e) {
            // Bucket4j answers a damaged snapshot with whatever goes wrong first
            throw new IOException("it is damaged", e);
        }
    }

    @SuppressWarnings("unchecked") // Bucket4j declares its snapshots as objects and documents them as maps
    private static Map<String, Object> encodeBucket(String key, BucketState bucket) throws IOException {
        Bandwidth bandwidth = bucket.getConfiguration().getBandwidths()[0];
        Map<String, Object> snapshot = new HashMap<>(
                (Map<String, Object>) BucketState.toJsonCompatibleSnapshot(bucket, SNAPSHOTS, Scope.PERSISTED_STATE));
        snapshot.remove(CONFIGURATION);
        return Json.object(
                "key",
                key,
                "calls",
                bandwidth.getCapacity(),
                "perNanos",
                bandwidth.getRefillPeriodNanos(),
                "state",
                snapshot);
    }

    private static void decodeBucket(Map<String, @Nullable Object> entry, Map<String, BucketState> buckets)
            throws IOException {
        Rate rate = new Rate(number(entry, "calls"), Duration.ofNanos(number(entry, "perNanos")));
        Map<String, Object> snapshot = new HashMap<>();
        object(entry.get("state")).forEach((name, value) -> {
            if (value != null) {
                snapshot.put(name, value);
            }
        });
        snapshot.put(
                CONFIGURATION,
                BucketConfiguration.SERIALIZATION_HANDLE.toJsonCompatibleSnapshot(
                        LimitState.configuration(rate), SNAPSHOTS, Scope.PERSISTED_STATE));
        BucketState bucket = BucketState.fromJsonCompatibleSnapshot(snapshot);
        requireWithin(bucket.getAvailableTokens(), rate.calls());
        requireWithin(bucket.getRoundingError(0), rate.per().toNanos());
        buckets.put(text(entry, "key"), bucket);
    }

    private static void decodeCeiling(Map<String, @Nullable Object> entry, Map<String, LimitState.Ceiling> ceilings) {
        ceilings.put(
                text(entry, "key"),
                new LimitState.Ceiling(number(entry, "calls"), number(entry, "lastCall"), number(entry, "idleNanos")));
    }

    private static Map<String, Object> withHolder(LimitState state, Map<String, Object> entry) {
        String holder = state.holder(String.valueOf(entry.get("key")));
        if (holder != null) {
            entry.put("holder", holder);
        }
        return entry;
    }

    private static void decodeHolder(Map<String, @Nullable Object> entry, Map<String, String> holders) {
        if (entry.containsKey("holder")) {
            holders.put(text(entry, "key"), text(entry, "holder"));
        }
    }

    private static void requireWithin(long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("a number is out of range");
        }
    }

    private static long number(Map<String, @Nullable Object> object, String name) {
        if (object.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(name + " is no number");
    }

    private static String text(Map<String, @Nullable Object> object, String name) {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is no string");
    }

    private static List<?> list(Map<String, @Nullable Object> object, String name) {
        if (object.get(name) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(name + " is no list");
    }

    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return Json.copyOf(map);
        }
        throw new IllegalArgumentException("an object is missing");
    }
}
