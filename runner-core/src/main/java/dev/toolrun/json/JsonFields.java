package dev.toolrun.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads some fields of a JSON object without making values of the others, which are checked all the same. */
public final class JsonFields {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private JsonFields() {}

    /**
     * Accepts what {@link Json#parseObject} accepts of the text, and nothing else.
     *
     * @param utf8 the text; what is no UTF-8 counts as U+FFFD
     * @param names whose values are wanted, of the object's own fields
     * @return those that are there and are neither an object nor an array, as {@link Json#parseObject} would give them
     * @throws IllegalArgumentException with one sentence that says where the text is wrong and does not repeat it
     */
    public static Map<String, @Nullable Object> read(byte[] utf8, Set<String> names) {
        try (JsonParser parser = parser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a JSON object is expected");
            }
            Map<String, @Nullable Object> fields = readObject(parser, names);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something stands behind the JSON object");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(Json.describe(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    /** Given bytes, the parser would guess an encoding, and decode some that are no UTF-8: so it gets none but ASCII. */
    private static JsonParser parser(byte[] utf8) throws IOException {
        return isAscii(utf8) ? Json.parser(utf8) : Json.parser(new String(utf8, StandardCharsets.UTF_8));
    }

    /** Whether no byte is 0 or above 127. Eight at a time: where one is 0, subtracting 1 from each sets a highest bit. */
    private static boolean isAscii(byte[] bytes) {
        // NUL is in no JSON text, but in UTF-16 and UTF-32
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= Long.BYTES) {
            long eight = buffer.getLong();
            if (((eight | (eight - ONES)) & HIGH_BITS) != 0) {
                return false;
            }
        }
        while (buffer.hasRemaining()) {
            if (buffer.get() <= 0) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser, Set<String> names) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isScalarValue()) {
                boolean wanted = depth == 1 && names.contains(parser.currentName());
                // every number is made: one that is out of range is refused
                Object value = wanted || token.isNumeric() ? scalar(parser, token) : null;
                if (wanted) {
                    fields.put(parser.currentName(), value);
                }
            }
        }
        return fields;
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Json.copyNumber(parser.getNumberValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
