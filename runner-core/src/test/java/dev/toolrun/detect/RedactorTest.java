package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    /** Made up, and put together here so that no scanner of sources takes it for one that has leaked. */
    private static final String SECRET = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";

    private static final String OTHER = "AKIA" + "IOSFODNN7EXAMPLE";
    private static final TextRules ALL = new TextRules(EnumSet.allOf(Detector.class), List.of());

    private final Redactor redactor = new Redactor(ALL);

    @Test
    void theSameSecretHasTheSameMarkerInOneCallAndNothingLinksTwoCalls() {
        assertThat(redactor.redacted(SECRET + " " + OTHER + " a@b.example " + SECRET))
                .isEqualTo("[secret-1] [secret-2] [email-1] [secret-1]");
        assertThat(redactor.redacted("x=" + OTHER + "\nc@d.example a@b.example"))
                .isEqualTo("x=[secret-2]\n[email-2] [email-1]");
        assertThat(new Redactor(ALL).redacted(OTHER)).isEqualTo("[secret-1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200b",
                "\u00ad",
                "\u0000",
                "\u001b",
                "\u202e",
                "\ufeff",
                "\ufe0f",
                "\u200d",
                "\ufffd",
                "\udb40\udc41",
                "\u2028",
                "\u001b[31m",
                "\u001b[1;32;40m",
                "\u009b0m",
                "\u001b(B",
                "z\b",
                "\\u200b",
                "\\u0000",
                "\\\\u200b",
                "\ud800",
                "\u001b[31m\u200b",
                "\\u001b"
            })
    void whatNobodySeesBetweenItsCharactersHidesNoSecret(String between) {
        for (int every : new int[] {1, 3, 7}) {
            StringBuilder spread = new StringBuilder();
            for (int i = 0; i < SECRET.length(); i++) {
                spread.append(i > 0 && i % every == 0 ? between : "").append(SECRET.charAt(i));
            }
            assertThat(redactor.redacted("a " + spread + " b")).matches("a \\[secret-[12]] b");
        }
    }

    @Test
    void escapesOfJsonHideNoSecretOnAnyLevel() {
        StringBuilder escaped = new StringBuilder();
        for (char c : SECRET.toCharArray()) {
            escaped.append(String.format("\\u%04X", (int) c));
        }
        for (int level = 0; level < 3; level++) {
            assertThat(redactor.redacted("{\"a\": \"x" + "\\".repeat(1 << level) + "n" + SECRET + "\"}"))
                    .endsWith("[secret-1]\"}");
            String text = "{\"a\":\"" + escaped.toString().replace("\\", "\\".repeat(1 << level)) + "\"}";
            assertThat(redactor.redacted(text)).isEqualTo("{\"a\":\"[secret-1]\"}");
        }
        assertThat(redactor.redacted("{\"u\":\"postgres:\\/\\/me:pa55\\u0077@h\\/d\"}"))
                .isEqualTo("{\"u\":\"postgres:\\/\\/me:[secret-2]@h\\/d\"}");
    }

    @Test
    void aNameMaySayThatItsValueIsASecret() {
        assertThat(redactor.redacted("db_password", "hunter2")).isEqualTo("[secret-1]");
        assertThat(redactor.redacted("Authorization", "Basic dXNlcjpwYXNzd29yZDE="))
                .isEqualTo("Basic [secret-2]");
        assertThat(redactor.redacted("pass\"word", "hunter2")).isEqualTo("[secret-1]");
        assertThat(redactor.redacted("comment", "hunter2")).isEqualTo("hunter2");
        assertThat(redactor.redacted("x", "say \"" + SECRET + "\"")).isEqualTo("say \"[secret-3]\"");
    }

    @Test
    void whatOverlapsGoesAsAWhole() {
        assertThat(redactor.redacted("https://u:" + SECRET + "@h.example"))
                .isEqualTo("https://u:[secret-1]")
                .doesNotContain("gH9j");
    }

    @Test
    void masksAreReplacedInEveryFormOfAText() throws MaskPattern.BadPattern {
        MaskPattern ssn = MaskPattern.of("ssn", "\\b(\\d{3})-\\d{2}-(?P<last>\\d{4})\\b", "$1-**-${last}\\$");
        Redactor masking = new Redactor(new TextRules(Set.of(), List.of(ssn)));
        assertThat(masking.redacted("123-45-6789, 1\u200b23-4\\u0035-6789")).isEqualTo("123-**-6789$, 123-**-6789$");
        assertThat(masking.replacements("123-45-6789"))
                .extracting(Replacement::rule)
                .containsExactly("ssn");
        assertThat(masking.redacted(SECRET)).isEqualTo(SECRET);
    }

    /** Random text with secrets in it: they go, the rest stays, nothing throws, and doing it twice changes nothing. */
    @RepeatedTest(300)
    void randomTextWithSecretsInIt(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> pieces = List.of(
                "\\",
                "\"",
                "u00",
                "\u001b[",
                "\u200b",
                "\b",
                "=",
                ": ",
                "@",
                ".",
                "-",
                "_",
                "://",
                "password",
                "token",
                "eyJ",
                "-----BEGIN ",
                "PRIVATE KEY-----",
                "4111",
                "+49 ",
                "::",
                "1.2.",
                "sk-",
                "\n",
                " ",
                "é",
                "😀",
                "[secret-1]",
                "0",
                "Z9");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        int at = random.nextInt(text.length() + 1);
        text.insert(at, " " + SECRET + " ");
        String once = new Redactor(ALL).redacted(text.toString());
        assertThat(once).doesNotContain(SECRET.substring(8));
        assertThat(new Redactor(ALL).redacted(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ.",
                "eyJa",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----a",
                "://a:",
                "password=",
                "tokentoken",
                "secret_",
                "a@",
                "aaaa@aaaa.",
                "@",
                "1",
                "4 ",
                "+1 ",
                "1.",
                "::",
                "a:",
                "ghp_",
                "sk-a",
                "\\u0041",
                "\\",
                "\\\\",
                "\u001b[",
                "\u001b]",
                "\b",
                "\u200b",
                "Authorization: Basic ",
                "--token ",
                "sig=",
                "Private-Lines: 1 ",
                "0q~",
                "AKIA",
                "hooks.slack.com/"
            })
    void whateverIsRepeatedTheWorkGrowsWithTheText(String unit) {
        long small = reads(unit.repeat(4_000 / unit.length()));
        long large = reads(unit.repeat(16_000 / unit.length()));
        assertThat(large).as(unit).isLessThan(5 * small + 10_000);
        assertThat(large).as(unit).isLessThan(16_000L * 1_000);
    }

    /** How many characters all rules together look at. */
    private static long reads(String text) {
        Counted counted = new Counted(text, new long[1]);
        for (Detector detector : Detector.values()) {
            detector.rules().find(counted, (start, end) -> {});
        }
        return counted.reads[0];
    }

    private record Counted(String text, long[] reads) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads[0]++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
