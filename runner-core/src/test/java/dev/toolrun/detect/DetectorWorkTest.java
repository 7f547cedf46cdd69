package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much the detectors read. It is counted, not timed. */
class DetectorWorkTest {
    private static final int MOST_READS_PER_CHARACTER = 300;
    private static final int MOST_FORMS = 12;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ.",
                "eyJa",
                "eyJaaaaaaaaaa.",
                "-eyJ",
                "-eyJa",
                "_eyJaaaaaaaaaa.eyJa",
                "password='a''",
                "://a:b@c/",
                "://a:b@c/@",
                "-----BEGIN PRIVATE KEY-----\nAb1cdefghijklmnopqrstuvwAb1cdefghijklmnopqrstuvw\n",
                "eyJaaaaaaaaaa..",
                "=eyJaaaaaaaaaa.eyJa",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----a",
                "-----BEGIN PRIVATE KEY-----\n- Ab1cdefghijklmnopqrstuvw",
                "-----BEGIN PRIVATE KEY----- \"Ab1\"",
                "-----BEGIN -----END ",
                "-----",
                "Ab1cdefghijklmnopqrstuvw ",
                "://a:",
                "://a:b/",
                "://a:b@",
                "://a@",
                "://:1/",
                "@a:b://",
                "password=",
                "password:",
                "password:1",
                "password=a,",
                "password=a&",
                "password=1,a",
                "pwd:",
                "token:",
                "token:1",
                "token:a1b2c3d4",
                "token:aaaa1111a",
                "token=\"",
                "token='a",
                "token=\"\\",
                "token\": \"a1b2c",
                "token>",
                "<token>a</",
                "secret:secret_access_key=",
                "tokentoken",
                "secret_",
                "token-token-",
                "token  ",
                "token\" , ",
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
                "gl",
                "glpat-",
                "sk-a",
                "sk-a1b2c3.",
                "\\u0041",
                "\\",
                "\\\\",
                "\u001b[",
                "\u001b]",
                "\b",
                "\u200b",
                "Authorization: Basic ",
                "Authorization: Basic a",
                "bearer ",
                "bearer aaaaaaaaaaaaaaaaaaaaaaaaa ",
                "--token ",
                "--token a--",
                "--key",
                "login a password ",
                "login ",
                "sig=",
                "Private-Lines: 1 ",
                "0q~",
                "AKIA",
                "sig=ATBBpasswd",
                "azdo",
                "hooks.slack.com/",
                "-sk-proj-",
                "-sk-proj-aaaaaaaaaaaaaaaaaaaa",
                "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaghp",
                "AKIAAAAAAAAAAAAAAAAA",
                "%20",
                "\\x1b[1m",
                "^[[1;1;1;1;1;1;1;1a",
                "password                                        ",
                "password:                                       ",
                "password=\"      ",
                "password=\"\"a",
                "password=\"\"a\"\"",
                "password>      a      <",
                "--password 'a",
                "--password '--password\"",
                "user[password]",
                "[secret-",
                "password('a,",
                "login a password \"a",
                "login a password a\\",
                "Authorization: ",
                "response=",
                "secret access key [a]"
            })
    void whateverIsRepeatedTheWorkGrowsWithTheText(String unit) {
        assertGrowsWithTheText(unit, 8_000);
    }

    private static void assertGrowsWithTheText(String unit, int length) {
        long small = reads(unit.repeat(length / unit.length()));
        long large = reads(unit.repeat(4 * length / unit.length()));
        assertThat(large).as(unit).isLessThan(5 * small + 10_000);
        assertThat(large).as(unit).isLessThan(4L * length * MOST_READS_PER_CHARACTER);
    }

    /** Keywords, what stands in patterns and what ends them, put together by chance. */
    @RepeatedTest(300)
    void whateverIsPutTogetherTheWorkGrowsWithTheText(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> pieces = new ArrayList<>(List.of(
                ("\" ' ` : = => := @ / // :// . - -- _ \n \\ \\\" , & ; < > </ ( [ ] a 1 A aB3 a1b2c3d4 Ab1Cd2Ef3Gh4Ij5Kl6 % ~ +"
                                + " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0123456789012345678901234567890123456789")
                        .split(" ")));
        pieces.addAll(List.of(" ", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "basic ", "password "));
        Stream.of(CloudSecrets.RULES, ServiceSecrets.RULES, KeysAndLogins.RULES, Assignments.RULES)
                .flatMap(List::stream)
                .forEach(rule -> pieces.addAll(rule.keywords()));
        StringBuilder unit = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String piece = pieces.get(random.nextInt(pieces.size()));
            unit.append(random.nextInt(4) == 0 ? piece.toUpperCase(Locale.ROOT) : piece);
        }
        assertGrowsWithTheText(unit.toString(), 3_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token:",
                "token:\\n",
                "\u001b[m\u200b\\u001b[m\\u200b\\\\u001b[m",
                "\u001b]\\u001b]",
                "\u009d",
                "\b\\b\\\\b\\\\\\b",
                "\\\\\\\\n\u001b[m\u200b password=hunter2!",
                "\u200b\\\u200b\\",
                "a\u001b[9999D"
            })
    void aTextHasFewForms(String unit) {
        String text = unit.repeat(200) + "\\\\\\\\n\u001b[m\u200b";
        long[] sum = new long[2];
        TextForms.forEach(TextView.of(text), view -> {
            sum[0]++;
            sum[1] += view.text().length();
        });
        assertThat(sum[0]).isLessThanOrEqualTo(MOST_FORMS);
        assertThat(sum[1]).isLessThanOrEqualTo((long) MOST_FORMS * text.length());
    }

    @Test
    void anOrdinaryTextHasOneForm() {
        int[] forms = new int[1];
        TextForms.forEach(TextView.of("{\"a\": \"é 漢 😀\"}\n\tb"), view -> forms[0]++);
        assertThat(forms[0]).isEqualTo(1);
    }

    /** A name may have a thousand characters, and a value of a hundred thousand elements. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "password=a1b2c3 \u200b",
                "token",
                "ghp_\u200b",
                "token\u200b",
                "authorization ",
                "\\u0070password"
            })
    void aNameCostsItsValuesLittle(String unit) {
        ValueName name = ValueName.of(unit.repeat(1024 / unit.length()));
        assertThat(NamedValue.of(name, "a1b2c3").text().length()).isLessThan(100);
        int[] forms = new int[1];
        TextForms.forEach(TextView.of(NamedValue.of(name, "1").text()), view -> forms[0]++);
        assertThat(forms[0]).isEqualTo(1);
    }

    @Test
    void aNameThatSaysNothingIsNotLookedAtWithItsValues() {
        assertThat(ValueName.of("a".repeat(1020)).isTelling()).isFalse();
        assertThat(ValueName.of("password=a1b2c3 \u200b".repeat(55)).isTelling())
                .isFalse();
        assertThat(ValueName.of("a".repeat(1000) + "pass\u001b[1mword").isTelling())
                .isTrue();
        assertThat(ValueName.of("Proxy-Author\\u0069zation").isTelling()).isTrue();
    }

    /** How many characters all rules together look at or copy. */
    private static long reads(String text) {
        Counted counted = new Counted(text, new long[1]);
        for (Detector detector : Detector.values()) {
            detector.rules().find(counted, Traces.NONE, (start, end) -> {});
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
            reads[0] += end - start;
            return new Counted(text.substring(start, end), reads);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
