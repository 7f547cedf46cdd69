package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.json.Json;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it may cost to hold a call's arguments against its schemas. What is refused here would take minutes to years. */
@Timeout(60)
class CheckingTimeTest {
    private static final Map<String, Object> COSTLY = Map.of("pattern", "^((a{1,9}){1,9}){1,9}$");
    private static final String TEXT = "a".repeat(700) + "!";

    @Test
    void allMatchingOfOneValueTogetherHasATime() {
        CompiledSchema many = CompiledSchema.of(Map.of("items", COSTLY));
        assertTooCostly(many, Collections.nCopies(100_000, TEXT));
        CompiledSchema names = CompiledSchema.of(Map.of("patternProperties", Map.of(".*(.*b){300}", true)));
        assertTooCostly(names, Map.of("a".repeat(3_000_000), 1, "b".repeat(3_000_000), 2, "c".repeat(3_000_000), 3));
        assertThat(CompiledSchema.of(COSTLY).violations("aaa"))
                .as("the next value has its own time")
                .isEmpty();
    }

    @Test
    void textsWithoutCharactersCostAsWell() {
        Map<String, Object> words = Map.of("pattern", "^([a-z]{0,8}\\.?){0,100}$");
        assertTooCostly(CompiledSchema.of(Map.of("items", words)), Collections.nCopies(300_000, ""));
    }

    /** Each level of the tree is looked at by both alternatives, and in each of these by both again. */
    @ParameterizedTest
    @ValueSource(strings = {"oneOf", "anyOf"})
    void alternativesThatReferToThemselvesDoNotMultiply(String choice) {
        CompiledSchema tree = CompiledSchema.of(Json.parseObject("""
                {"$ref": "#/$defs/n", "$defs": {"n": {"%s": [
                  {"type": "object", "properties": {"op": {"const": "and"}, "c": {"$ref": "#/$defs/n"}}},
                  {"type": "object", "properties": {"op": {"const": "or"}, "c": {"$ref": "#/$defs/n"}}},
                  {"type": "string"}]}}}
                """.formatted(choice)));
        Object small = "x";
        Object large = "x";
        for (int i = 0; i < 60; i++) {
            small = i < 4 ? Map.of("op", "or", "c", small) : small;
            large = Map.of("op", "or", "c", large);
        }
        assertTooCostly(tree, large);
        assertThat(tree.violations(small)).isEmpty();
    }

    @Test
    void whatReadsInAnotherThreadTakesItsTimeFromTheCalls() {
        CheckingTime.within(Duration.ofSeconds(10), () -> {
            CheckingTime.READING.take(Duration.ofSeconds(4));
            assertThat(CheckingTime.READING.left()).isLessThanOrEqualTo(Duration.ofSeconds(6));
            return assertThatThrownBy(() -> CheckingTime.READING.take(Duration.ofSeconds(7)))
                    .isInstanceOf(CheckingTime.OverException.class);
        });
        assertThat(CheckingTime.READING.left()).as("without a call").isEqualTo(CheckingTime.LIMIT);
    }

    /** Each of a few large items would be compared without a look at the clock. */
    @Test
    void itemsThatMustBeDifferentTakeTimeByTheirSize() {
        CompiledSchema different = CompiledSchema.of(Map.of("uniqueItems", true));
        List<Object> items = List.of(Collections.nCopies(5_000, 1), Collections.nCopies(5_000, 2));
        assertThat(different.violations(items)).isEmpty();
        assertThatThrownBy(() -> CheckingTime.within(Duration.ofNanos(-1), () -> different.violationsInTime(items)))
                .isInstanceOf(CheckingTime.OverException.class);
    }

    @Test
    void largeValuesOfOrdinarySchemasAreChecked() {
        CompiledSchema schema = CompiledSchema.of(Map.of("items", Map.of("type", "integer", "minimum", 0)));
        assertThat(schema.violations(Collections.nCopies(100_000, 7))).isEmpty();
    }

    /** However many roles a call is looked at in. */
    @Test
    void allSchemasOfOneCallShareOneTime() {
        List<CompiledSchema> schemas =
                List.of(CompiledSchema.of(Map.of("items", COSTLY)), CompiledSchema.of(Map.of("items", COSTLY)));
        List<String> texts = Collections.nCopies(1_000, TEXT);
        CheckingTime.within(Duration.ofMillis(100), () -> {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 200; i++) {
                CompiledSchema one = schemas.get(i % 2);
                assertThatThrownBy(() -> one.violationsInTime(texts)).isInstanceOf(CheckingTime.OverException.class);
            }
            long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertThat(Duration.ofNanos(spent))
                    .as("200 times that time would be 20 seconds")
                    .isLessThan(Duration.ofSeconds(5));
            return spent;
        });
    }

    private static void assertTooCostly(CompiledSchema schema, Object value) {
        assertThat(schema.violations(value)).containsExactly(CompiledSchema.TOO_COSTLY);
    }
}
