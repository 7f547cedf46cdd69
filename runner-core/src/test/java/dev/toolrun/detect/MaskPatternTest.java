package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What masks replace, and what they may take for it. */
class MaskPatternTest {
    /** In the square of its length it would take hours. */
    @Test
    @Timeout(60)
    void whatWouldTakeTooLongToMaskIsMaskedAsAWhole() throws MaskPattern.BadPattern {
        MaskPattern farAhead = MaskPattern.of("m", "(?s)T-\\d+(?:.*END)?", "x");
        assertThat(masked(farAhead, "T-1 ".repeat(256 * 1024))).isEqualTo(MaskPattern.TOO_LONG);
    }

    /** Each form and each round takes less than all of them may. */
    @Test
    void theFormsAndRoundsOfATextShareWhatAMaskMayRead() throws MaskPattern.BadPattern {
        MaskPattern ahead = MaskPattern.of("m", "(?s)T-\\d(?:.{0,80}END)?", "x");
        String text = "T-1 ".repeat(4_096);
        assertThat(masked(ahead, text)).isEqualTo("x ".repeat(4_096));
        assertThat(masked(ahead, text + "a\u200b\u001b[m\\n\\\\n\\u200b\\\\u200b\\u001b[m\\\\u001b[m"))
                .isEqualTo(MaskPattern.TOO_LONG);
    }

    /** One character costs a large pattern far more than a small one: time counts, too. */
    @Test
    void theTextsOfACallShareTheTimeThatMasksMayTake() throws MaskPattern.BadPattern {
        long[] looks = new long[1];
        MaskWork work = new MaskWork(() -> looks[0]++ * 300_000_000L);
        MaskPattern digits = MaskPattern.of("m", "\\d{3}-\\d{2}", "x");
        Redactor masking = new Redactor(new TextRules(Set.of(), List.of(digits)), work);
        assertThat(masking.redacted("123-45 ".repeat(3_000))).isEqualTo("x ".repeat(3_000));
        assertThat(masking.redacted("123-45 ".repeat(30_000))).isEqualTo(MaskPattern.TOO_LONG);
        assertThat(looks[0]).isLessThan(15);
    }

    @Test
    void anyNumberOfShortMatchesIsMasked() throws MaskPattern.BadPattern {
        MaskPattern digits = MaskPattern.of("m", "(?s)(\\d{3})-\\d{2}.*?;", "$1;");
        assertThat(masked(digits, "123-45 and more;\n".repeat(100_000))).isEqualTo("123;\n".repeat(100_000));
    }

    private static String masked(MaskPattern mask, String text) {
        return new Redactor(new TextRules(Set.of(), List.of(mask))).redacted(text);
    }

    @Test
    void masksAreReplacedInEveryFormOfAText() throws MaskPattern.BadPattern {
        MaskPattern ssn = MaskPattern.of("ssn", "\\b(\\d{3})-\\d{2}-(?P<last>\\d{4})\\b", "$1-**-${last}\\$");
        Redactor masking = new Redactor(new TextRules(Set.of(), List.of(ssn)));
        assertThat(masking.redacted("123-45-6789, 1\u200b23-4\\u0035-6789")).isEqualTo("123-**-6789$, 123-**-6789$");
        assertThat(masking.replacements("123-45-6789"))
                .extracting(Replacement::rule)
                .containsExactly("ssn");
        assertThat(masking.redacted("password=hunter2")).isEqualTo("password=hunter2");
    }
}
