package dev.toolrun.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{}x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "01",
                "NaN",
                "Infinity",
                "1e400",
                "-1e400",
                "// x\n{}",
                "\"\t\"",
                "\u00ef"
            })
    void whatIsNotStrictJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void depthAndNumbersAreBounded() {
        assertThatThrownBy(() -> Json.parse("[".repeat(10_000) + "]".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.parse("1".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Json.parse("[".repeat(60) + "]".repeat(60))).isInstanceOf(List.class);
    }

    @Test
    void errorsDoNotRepeatTheText() {
        assertThatThrownBy(() -> Json.parse("{\"password\": hunter2}"))
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("line 1, column");
    }

    @Test
    void valuesAreUnmodifiableAtEveryDepth() {
        Map<String, Object> value = Json.parseObject("{\"a\":[{\"b\":null}]}");
        assertThatThrownBy(() -> value.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        List<?> list = (List<?>) value.get("a");
        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) list.get(0)).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anObjectIsRequiredWhereOneIsMeant() {
        assertThatThrownBy(() -> Json.parseObject("[]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.parseObject("null")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copiesRefuseWhatJsonDoesNotKnow() {
        assertThatThrownBy(() -> Json.copyOf(Map.of("a", new Object()))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.copyOf(Map.of("a", Double.NaN))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.copyOf(Map.of(1, "a"))).isInstanceOf(IllegalArgumentException.class);
        Map<String, Object> own = new HashMap<>();
        own.put("self", own);
        assertThatThrownBy(() -> Json.copyOf(own)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copiesTakeEveryOrdinaryNumber() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("byte", (byte) -1);
        numbers.put("short", (short) 2);
        numbers.put("float", 0.5f);
        numbers.put("decimal", new BigDecimal("1.25"));
        assertThat(Json.copyOf(numbers).values()).containsExactly(-1, 2, 0.5, 1.25);
    }

    @Test
    void copiesSayWhyANumberIsRefused() {
        for (Number number : List.of(Float.POSITIVE_INFINITY, new BigDecimal("1e400"), BigInteger.TWO.pow(4000))) {
            assertThatThrownBy(() -> Json.copyOf(Map.of("a", number))).hasMessage("a number is out of range");
        }
        assertThatThrownBy(() -> Json.copyOf(Map.of("a", new AtomicInteger(1))))
                .hasMessage("a number is not an integer, float, double or decimal of the JDK");
    }

    @Test
    void whatIsWrittenCanBeReadAgain() {
        String text = "{\"b\":[1,2.5,\"\\u0000é\\n\"],\"a\":{\"c\":null,\"d\":true}}";
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }
}
