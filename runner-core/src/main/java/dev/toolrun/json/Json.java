package dev.toolrun.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON (RFC 8259): no duplicate names, nothing after the value, bounded depth, length and numbers. Values are plain
 * JDK ones: null, {@link Boolean}, {@link String}, {@link Integer}, {@link Long}, {@link BigInteger}, finite
 * {@link Double}, unmodifiable {@link List} and {@link Map} in the order of the text. Thread-safe.
 */
public final class Json {
    /** The deepest nesting of arrays and objects that is read. */
    public static final int MAX_DEPTH = 64;

    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 1024;
    private static final int MAX_LENGTH = 16 * 1024 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .maxStringLength(MAX_LENGTH)
                            .maxDocumentLength(MAX_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws IllegalArgumentException with one sentence that says where the text is wrong and does not repeat it
     */
    public static @Nullable Object parse(String text) {
        try {
            return copy(MAPPER.readValue(text, Object.class), 0);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(describe(e), e);
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws IllegalArgumentException with one sentence, also for a value that is no object
     */
    public static Map<String, @Nullable Object> parseObject(String text) {
        if (parse(text) instanceof Map<?, ?> map) {
            return objectOf(map);
        }
        throw new IllegalArgumentException("a JSON object is expected");
    }

    /** An object from names and values in turn; it keeps their order. */
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** Writes a value in one line. */
    public static String write(@Nullable Object value) {
        return write(value, false);
    }

    /** Writes a value over several lines, for people. */
    public static String writePretty(@Nullable Object value) {
        return write(value, true);
    }

    /**
     * An unmodifiable deep copy of JDK values. Short integers become {@link Integer}, floats and decimals the nearest
     * {@link Double}.
     *
     * @throws IllegalArgumentException for a type that JSON does not know, a number that is not finite, a name that is no
     *     string, or more than {@link #MAX_DEPTH} levels
     */
    public static Map<String, @Nullable Object> copyOf(Map<?, ?> object) {
        return copyMap(object, 0);
    }

    /** Of one value, with the same strictness, but for what stands behind the value, and for {@link #copyNumber}. */
    static JsonParser parser(String text) throws IOException {
        return MAPPER.getFactory().createParser(text);
    }

    /** The same of a text in ASCII. */
    static JsonParser parser(byte[] ascii) throws IOException {
        return MAPPER.getFactory().createParser(ascii);
    }

    private static String write(@Nullable Object value, boolean pretty) {
        try {
            return (pretty ? MAPPER.writer(SerializationFeature.INDENT_OUTPUT) : MAPPER.writer())
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value", e);
        }
    }

    private static @Nullable Object copy(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("more than " + MAX_DEPTH + " levels of nesting");
        }
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return copyMap(map, depth);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(copy(element, depth + 1)));
            return Collections.unmodifiableList(copy);
        }
        return copyNumber(value);
    }

    private static Map<String, @Nullable Object> copyMap(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(name instanceof String key)) {
                throw new IllegalArgumentException("a name must be a string");
            }
            copy.put(key, copy(value, depth + 1));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** The digits of a number: without an exponent or a fraction of zeros where that takes few digits, else as it is written. */
    public static String digits(Number number) {
        String written = number.toString();
        if (!(number instanceof Double) || !Double.isFinite(number.doubleValue())) {
            return written;
        }
        BigDecimal decimal = new BigDecimal(written).stripTrailingZeros();
        return Math.abs(decimal.scale()) <= MAX_NUMBER_LENGTH ? decimal.toPlainString() : written;
    }

    static Object copyNumber(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return value;
        }
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        if (value instanceof BigInteger big) {
            return requireInRange(big, big.bitLength() <= 3 * MAX_NUMBER_LENGTH);
        }
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            double number = ((Number) value).doubleValue();
            return requireInRange(number, Double.isFinite(number));
        }
        throw new IllegalArgumentException(
                value instanceof Number
                        ? "a number is not an integer, float, double or decimal of the JDK"
                        : "a value has a type that JSON does not know");
    }

    private static Object requireInRange(Object number, boolean isInRange) {
        if (isInRange) {
            return number;
        }
        throw new IllegalArgumentException("a number is out of range");
    }

    @SuppressWarnings("unchecked") // every name was checked to be a string when the map was copied
    private static Map<String, @Nullable Object> objectOf(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }

    static String describe(JsonProcessingException e) {
        var location = e.getLocation();
        String where =
                location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        String original = String.valueOf(e.getOriginalMessage());
        if (original.startsWith("Duplicate field")) {
            return "a name occurs twice in one object" + where;
        }
        if (e instanceof StreamConstraintsException) {
            return "the text is too long, too deeply nested, or has too long a number or name" + where;
        }
        return "not valid JSON" + where;
    }
}
