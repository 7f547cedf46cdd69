package dev.toolrun.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by fields is what the whole object has, and is refused where the whole object is. */
class JsonFieldsTest {
    private static final Set<String> NAMES = Set.of("a", "b", "number");
    private static final String EXAMPLE =
            "{\"a\":\"x\\u0041\\n\",\"other\":{\"a\":[1,2.5,{\"b\":null}]},\"number\":-12,\"b\":true,\"e\":1e3}";

    @Test
    void givesTheWantedFieldsOfTheObjectItselfOnly() {
        assertThat(JsonFields.read(bytes(EXAMPLE), NAMES)).isEqualTo(Map.of("a", "xA\n", "number", -12, "b", true));
        assertThat(JsonFields.read(bytes("{}"), NAMES)).isEmpty();
        assertThat(JsonFields.read(bytes("{\"a\":null}"), NAMES)).containsEntry("a", null);
        assertThat(JsonFields.read(bytes("{\"a\":{\"b\":1},\"number\":[2]}"), NAMES))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "[{\"a\":1}]",
                "\"a\"",
                "{",
                "{\"a\":1",
                "{\"a\":1}}",
                "{\"a\":1} {}",
                "{\"a\":1}x",
                " {\"a\":1} ",
                "{\"a\":1,\"a\":1}",
                "{\"o\":{\"x\":1,\"x\":2}}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"x\":1e999}",
                "{\"x\":[1e999]}",
                "{\"x\":-0.0,\"number\":1.0}",
                "{\"number\":9223372036854775808}",
                "{\"x\":1111111111111111111111111111111111111111111111111111111111111111}",
                "{\"x\":9999999999999999999999999999999999999999999999999999999999999999}",
                "{\"x\":11111111111111111111111111111111111111111111111111111111111111111}",
                "{\"x\":\"\u0001\"}",
                "{\"x\":\"\\q\"}",
                "{\"x\":\"\\ud800\"}",
                "{\"a\":\"\u00e4\ud83d\ude00\u20ac\"}",
                "\ufeff{\"a\":1}",
                "{\"a\":1}\u0000",
                "{'a':1}",
                "{\"a\":1,}",
                "{\"a\":1 /* no */}"
            })
    void acceptsWhatTheWholeObjectIsAcceptedFor(String text) {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertSame(text.getBytes(charset));
        }
    }

    @Test
    void nestingIsBoundedAtTheSameDepth() {
        for (int depth = Json.MAX_DEPTH - 3; depth < Json.MAX_DEPTH + 3; depth++) {
            assertSame(bytes("{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}"));
        }
        assertThat(read(bytes("{\"x\":" + "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH) + "}")))
                .isNull();
    }

    @Test
    void bytesThatAreNoUtf8AreReadAsTheWholeObjectReadsThem() {
        for (byte[] wrong : new byte[][] {{(byte) 0xc0, (byte) 0xa2}, {(byte) 0xff}, {(byte) 0xe2, (byte) 0x82}}) {
            for (int at : new int[] {0, 1, 2, 6, 7, EXAMPLE.length()}) {
                byte[] text = bytes(EXAMPLE);
                byte[] changed = new byte[text.length + wrong.length];
                System.arraycopy(text, 0, changed, 0, at);
                System.arraycopy(wrong, 0, changed, at, wrong.length);
                System.arraycopy(text, at, changed, at + wrong.length, text.length - at);
                assertSame(changed);
            }
        }
    }

    @Test
    void tenThousandMutationsAreReadAlike() {
        Random random = new Random(0);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] text = bytes(EXAMPLE);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int at = random.nextInt(text.length);
                text[at] = random.nextBoolean() ? text[random.nextInt(text.length)] : (byte) random.nextInt(256);
            }
            assertSame(text);
            accepted += read(text) == null ? 0 : 1;
        }
        assertThat(accepted).isBetween(100, 9_900);
    }

    private static void assertSame(byte[] text) {
        assertThat(read(text)).as(new String(text, StandardCharsets.UTF_8)).isEqualTo(whole(text));
    }

    private static @Nullable Map<String, @Nullable Object> read(byte[] text) {
        try {
            return JsonFields.read(text, NAMES);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Map<String, @Nullable Object> whole(byte[] text) {
        try {
            Map<String, @Nullable Object> fields =
                    new HashMap<>(Json.parseObject(new String(text, StandardCharsets.UTF_8)));
            fields.keySet().retainAll(NAMES);
            fields.values().removeIf(value -> value instanceof Map || value instanceof List);
            return fields;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
