package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pattern may cost: RE2 is linear in the text, times the size of the pattern. */
@Timeout(60) // what is refused here would take hours
class PatternSizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^((a{1,99}){1,99}){1,9}$",
                "((((a{1000}){1000}){1000}){1000}){1000}",
                "(((((a{2,}){9,}){9}){9}){9}){9}",
                "(?:(?P<n>[)(]{99}){99}){9}",
                "((\\Q(((\\E{1,99}){1,99}){1,99})",
                "((\\p{L}{999}){999}){9}",
                "(([[:alpha:]\\])]{99}){99}){9}",
                "(((()|a){999}){999})",
            })
    void countedRepetitionsDoNotMultiplyWithoutBound(String pattern) {
        assertThat(LinearRegex.problem(pattern)).contains("multiply to more than 50000 steps");
        assertThat(SchemaCheck.problems(Map.of("properties", Map.of("a", Map.of("pattern", pattern)))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.pointer()).isEqualTo("/properties/a/pattern"));
        assertThat(SchemaCheck.problems(Map.of("patternProperties", Map.of(pattern, true))))
                .isNotEmpty();
        assertThatThrownBy(() -> CompiledSchema.of(Map.of("pattern", pattern)))
                .as("also where nobody has checked the schema")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                "^[^\\s@]{1,64}@([a-z0-9-]{1,63}\\.){1,8}[a-z]{2,63}$",
                "^(.|\\n){1,1000}$",
                "^[\\x20-\\x7e]{0,1000}$",
                "^/([A-Za-z0-9._-]{1,255}/){0,15}[A-Za-z0-9._-]{1,255}$",
                "(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)(\\.(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)){3}",
                "{}{a}{1",
                "^([A-Za-z0-9-]{1,63}\\.){1,126}[A-Za-z]{2,63}$",
                "^([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}(,|$)){1,50}$",
                "^([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12},?){1,250}$",
                "^[A-Za-z0-9_-]{1,36}(,[A-Za-z0-9_-]{1,36}){0,299}$",
            })
    void ordinaryPatternsAreFine(String pattern) {
        assertThat(LinearRegex.problem(pattern)).isNull();
    }

    /** Too low an estimate would let a pattern be compiled that takes all memory. */
    @Test
    void theEstimateIsNeverFarBelowTheTruth() {
        Random random = new Random(20_261_123);
        List<String> pieces = List.of(
                "a",
                "[a]",
                "[^]a]",
                "[[:alpha:])]",
                "(",
                "(?:",
                "(?i:",
                "(?P<n>",
                ")",
                ")",
                "|",
                "*",
                "+?",
                "?",
                "{3}",
                "{2,}",
                "{0,7}",
                "{1,2",
                "\\Q({9}\\E",
                "\\pL",
                "\\p{Greek}",
                "\\x{61}",
                "\\)",
                ".",
                "^",
                "$",
                "\\b",
                "[\\]]");
        int compiled = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int k = random.nextInt(14); k >= 0; k--) {
                pattern.append(pieces.get(random.nextInt(pieces.size())));
            }
            String regex = pattern.toString();
            long estimate = PatternSize.estimate(regex);
            int size = estimate > 20_000 ? -1 : size(regex);
            if (size >= 0) {
                compiled++;
                assertThat(size).as(regex).isLessThanOrEqualTo((int) (2 * estimate) + 10);
            }
        }
        assertThat(compiled).isGreaterThan(5_000);
    }

    private static int size(String regex) {
        try {
            return Pattern.compile(regex).programSize();
        } catch (PatternSyntaxException e) {
            return -1;
        }
    }

    @Test
    void longTextsAreMatchedAsLongAsThatIsQuick() {
        CompiledSchema schema = CompiledSchema.of(Map.of("pattern", "^[^\\x00]*$"));
        assertThat(schema.violations("print(1)\n".repeat(50_000))).isEmpty();
    }

    @Test
    void aPatternThatNoTextCanBeHeldAgainstIsFoundAtOnce() {
        assertThat(LinearRegex.problem("^([a-z]{0,8}\\.?){0,1000}$")).contains("may be empty");
    }

    @Test
    void theLongestListsThatLargePatternsAllowAreMatched() {
        String uuids = "^([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12},?){1,250}$";
        String list = "0123abcd-0123-0123-0123-0123456789ab,".repeat(250);
        assertThat(CompiledSchema.of(Map.of("pattern", uuids)).violations(list)).isEmpty();
        String addresses = "^([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}(,|$)){1,50}$";
        assertThat(CompiledSchema.of(Map.of("pattern", addresses)).violations("somebody@mail.example,".repeat(50)))
                .isEmpty();
        String name = "^([A-Za-z0-9-]{1,63}\\.){1,126}[A-Za-z]{2,63}$";
        assertThat(CompiledSchema.of(Map.of("pattern", name)).violations("a.".repeat(126) + "example"))
                .isEmpty();
    }
}
