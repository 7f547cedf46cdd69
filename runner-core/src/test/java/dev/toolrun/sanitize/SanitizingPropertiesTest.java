package dev.toolrun.sanitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.detect.Detector;
import dev.toolrun.detect.TextRules;
import dev.toolrun.sandbox.StreamCapture;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds for any output, tried with random ones; the seed is the number of the repetition. */
class SanitizingPropertiesTest {
    private static final String SECRET = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";
    private static final TextRules ALL = new TextRules(EnumSet.allOf(Detector.class), List.of());

    @RepeatedTest(300)
    void nothingHiddenOrSecretComesOutNorMoreThanIsAllowed(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] output = randomOutput(random);
        int kept = 50 + random.nextInt(3000);
        int most = 1 + random.nextInt(4000);
        CapturedText text = clean(output, kept, most, random);
        assertThat(text.text()).hasSizeLessThanOrEqualTo(most);
        assertThat(text.bytes()).isEqualTo(output.length);
        assertThat(text.truncated()).isEqualTo(text.omittedBytes() > 0);
        assertThat(VisibleText.of(text.text()).escaped()).isZero();
        for (int i = 8; i + 10 <= SECRET.length(); i++) {
            assertThat(text.text()).doesNotContain(SECRET.substring(i, i + 10));
        }
        byte[] again = text.text().getBytes(StandardCharsets.UTF_8);
        if (!text.truncated()) {
            assertThat(clean(again, again.length + 1, Integer.MAX_VALUE, random).text())
                    .isEqualTo(text.text());
        }
    }

    /** Whatever the bytes and wherever a read ends, the result is the same. */
    @RepeatedTest(50)
    void readsMakeNoDifference(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] output = randomOutput(random);
        int kept = 50 + random.nextInt(3000);
        assertThat(clean(output, kept, 2000, new Random(1))).isEqualTo(clean(output, kept, 2000, new Random(2)));
    }

    @Test
    void arbitraryBytesNeverFail() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            assertThatCode(() -> clean(bytes, random.nextInt(1000), 1 + random.nextInt(1000), random))
                    .doesNotThrowAnyException();
        }
    }

    private static CapturedText clean(byte[] output, int kept, int most, Random reads) {
        StreamCapture capture = new StreamCapture(kept);
        for (int at = 0; at < output.length; ) {
            int length = Math.min(output.length - at, 1 + reads.nextInt(64));
            capture.write(output, at, length);
            at += length;
        }
        return CleanStream.of(capture.captured(), most, new TextCleaner(ALL, new Tally()));
    }

    /** Words, controls, broken UTF-8, and the secret in several places, each time a word of its own. */
    private static byte[] randomOutput(Random random) {
        List<String> pieces = List.of(
                "word",
                " ",
                "\n",
                "é",
                "😀",
                "\u200d",
                "\u001b[31m",
                "\u202e",
                "\\u0041",
                "\\x1b",
                "=",
                "a@b.example",
                "\u0007",
                "{\"k\":\"v\"}",
                "क्‍ष",
                "4111 1111 1111 1111",
                "token: ",
                "\\",
                "\r\n",
                "10.1.2.3",
                " " + SECRET + " ",
                "\t" + SECRET + "\n");
        java.io.ByteArrayOutputStream output = new java.io.ByteArrayOutputStream();
        for (int i = random.nextInt(random.nextBoolean() ? 200 : 8000); i > 0; i--) {
            if (random.nextInt(50) == 0) {
                output.write(0x80 + random.nextInt(0x80));
            }
            output.writeBytes(pieces.get(random.nextInt(pieces.size())).getBytes(StandardCharsets.UTF_8));
        }
        return output.toByteArray();
    }
}
