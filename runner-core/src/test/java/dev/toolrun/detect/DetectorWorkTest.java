package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

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
                "hooks.slack.com/"
            })
    void whateverIsRepeatedTheWorkGrowsWithTheText(String unit) {
        long small = reads(unit.repeat(8_000 / unit.length()));
        long large = reads(unit.repeat(32_000 / unit.length()));
        assertThat(large).as(unit).isLessThan(5 * small + 10_000);
        assertThat(large).as(unit).isLessThan(32_000L * MOST_READS_PER_CHARACTER);
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
                "\u200b\\\u200b\\"
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

    /** How many characters all rules together look at or copy. */
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
            reads[0] += end - start;
            return new Counted(text.substring(start, end), reads);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
