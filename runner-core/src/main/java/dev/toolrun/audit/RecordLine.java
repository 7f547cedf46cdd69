package dev.toolrun.audit;

import dev.toolrun.call.Sha256;
import dev.toolrun.json.Json;
import dev.toolrun.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log:
 *
 * <pre>{@code
 * {"sequence":2,"timestamp":"2026-03-01T12:00:00.000Z",…,"previous":"<64 hex>","hash":"<64 hex>"}
 * }</pre>
 *
 * {@code previous} is the SHA-256 of the line before, newline excluded, and {@link #NO_PREVIOUS} in the first one.
 * {@code hash} is the SHA-256 of this line's bytes before {@code ,"hash":}.
 *
 * @param previous the {@code previous} field
 * @param lineHash the SHA-256 of the whole line, newline excluded
 * @param fields of the record: all, or what {@link #read} gives
 */
record RecordLine(long sequence, String previous, String lineHash, Map<String, @Nullable Object> fields) {
    static final String NO_PREVIOUS = "0".repeat(64);

    /** The longest line in bytes, newline excluded; what is longer is neither written nor read. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final Set<String> OWN_FIELDS = Set.of("sequence", "timestamp", "previous", "hash");
    private static final Set<String> READ = Set.of("sequence", "timestamp", "previous", "event", "callId", "deadline");
    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final byte[] HASH_BEGIN = ",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HASH_END = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_LENGTH = 64;

    /**
     * A line without its newline.
     *
     * @throws IllegalArgumentException if the fields are no JSON values, use a name of the log's own, or would make a line
     *     that could not be read again
     */
    static byte[] encode(long sequence, Instant time, Map<String, ? extends @Nullable Object> fields, String previous) {
        if (fields.keySet().stream().anyMatch(OWN_FIELDS::contains)) {
            throw new IllegalArgumentException("a field has a name of the log's own");
        }
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("sequence", sequence);
        record.put("timestamp", timestamp(time));
        record.putAll(fields);
        record.put("previous", previous);
        String object = Json.write(record);
        String hashed = object.substring(0, object.length() - 1);
        String suffix = ",\"hash\":\"" + Sha256.ofUtf8(hashed) + "\"}";
        byte[] line = (hashed + suffix).getBytes(StandardCharsets.UTF_8);
        if (line.length > MAX_BYTES || read(line) == null) {
            throw new IllegalArgumentException("the record could not be read again: too long, or too deeply nested");
        }
        return line;
    }

    /** The record of a line without its newline, or null if the line is not as it was written. */
    static @Nullable RecordLine parse(byte[] line) {
        return parse(line, () -> Json.parseObject(new String(line, StandardCharsets.UTF_8)));
    }

    /** The same, with those fields alone that tell where the record belongs and whether its call is finished. */
    static @Nullable RecordLine read(byte[] line) {
        return parse(line, () -> JsonFields.read(line, READ));
    }

    private static @Nullable RecordLine parse(byte[] line, Supplier<Map<String, @Nullable Object>> parser) {
        int hashBegin = line.length - HASH_BEGIN.length - HASH_LENGTH - HASH_END.length;
        if (hashBegin <= 0) {
            return null;
        }
        Sha256.BeginningAndAll hashes = Sha256.ofBeginningAndAll(line, hashBegin);
        if (!isHash(line, hashBegin, hashes.beginning())) {
            return null;
        }
        try {
            Map<String, @Nullable Object> fields = parser.get();
            if (fields.get("sequence") instanceof Number sequence
                    && fields.get("previous") instanceof String previous) {
                return new RecordLine(sequence.longValue(), previous, hashes.all(), fields);
            }
            return null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String timestamp(Instant time) {
        return RFC_3339.format(time);
    }

    /** A field's text, or null if it is missing or no string. */
    @Nullable
    String text(String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    /** The timestamp, or null if there is none. */
    @Nullable
    Instant time() {
        try {
            String text = text("timestamp");
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isHash(byte[] line, int hashBegin, String hash) {
        return isAt(line, hashBegin, HASH_BEGIN)
                && isAt(line, hashBegin + HASH_BEGIN.length, hash.getBytes(StandardCharsets.US_ASCII))
                && isAt(line, line.length - HASH_END.length, HASH_END);
    }

    private static boolean isAt(byte[] line, int from, byte[] expected) {
        return Arrays.equals(line, from, from + expected.length, expected, 0, expected.length);
    }
}
