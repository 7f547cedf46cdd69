package dev.toolrun.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.detect.TextRules;
import dev.toolrun.sandbox.StreamCapture;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CleanStreamTest {
    @Test
    void shortOutputStaysAsItIs() {
        assertThat(clean("42\n", 100, 100)).isEqualTo(new CapturedText("42\n", 3, false, 0));
    }

    @Test
    void aCutIsMarkedAndCounted() {
        CapturedText text = clean("0123456789".repeat(100), 100, 10_000);
        assertThat(text.truncated()).isTrue();
        assertThat(text.bytes()).isEqualTo(1000);
        assertThat(text.omittedBytes()).isEqualTo(900);
        assertThat(text.text())
                .startsWith("0123456789")
                .contains("[... 900 bytes omitted ...]")
                .endsWith("56789");
    }

    @Test
    void cutsNeverSplitACharacter() {
        for (int limit = 8; limit < 60; limit++) {
            for (String unit : new String[] {"é", "漢", "😀"}) {
                CapturedText text = clean(unit.repeat(50), limit, 10_000);
                assertThat(text.text()).doesNotContain("\ufffd");
                int kept = text.text().replaceAll("\n\\[.*]\n", "").getBytes(StandardCharsets.UTF_8).length;
                assertThat(kept + text.omittedBytes()).isEqualTo(text.bytes());
            }
        }
    }

    @Test
    void charactersOverTheMaximumAreLeftOut() {
        for (int most = 1; most < 300; most++) {
            CapturedText text = clean("😀".repeat(100), 10_000, most);
            assertThat(text.truncated()).isEqualTo(most < 200);
            assertThat(text.text()).doesNotContain("?").hasSizeLessThanOrEqualTo(most);
            assertThat(text.text().contains("bytes omitted")).isEqualTo(most >= 64 && most < 200);
            assertThat(text.text().length()).isGreaterThan(Math.min(most, 200) - 8);
        }
    }

    @Test
    void invalidUtf8IsReplaced() {
        StreamCapture capture = new StreamCapture(100);
        capture.write(new byte[] {'a', (byte) 0xc3, 'b', (byte) 0xff}, 0, 4);
        assertThat(cleaned(capture, 100).text()).isEqualTo("a\ufffdb\ufffd");
    }

    /** Wherever the cut is: before, in or after the secret, or with the secret in the gap. */
    @Test
    void aSecretAcrossTheCutIsNotShownInPart() {
        String secret = "ghp_" + "aB3dE6gH9j".repeat(4).substring(4);
        for (int total : new int[] {300, 40_000}) {
            for (int at = 100; at < 200; at++) {
                String before = "word ".repeat(at).substring(0, at - 1) + "=";
                String text = before + secret + " tail".repeat(total / 5);
                assertNoPart(secret, clean(text, 200, Integer.MAX_VALUE));
                String reversed = "head ".repeat(total / 5) + secret + " "
                        + "x y ".repeat(at).substring(0, 400 - at);
                assertNoPart(secret, clean(reversed, 800, Integer.MAX_VALUE));
            }
        }
    }

    @Test
    void whatIsLongerThanCanBeSeenOfItIsNotShownEither() {
        String token = "eyJhbGciOiJub25lIn0.eyJ" + "aB3dE6gH9j".repeat(2000) + ".sig";
        CapturedText start = clean("a " + token + " tail".repeat(20_000), 1000, Integer.MAX_VALUE);
        assertThat(start.text()).startsWith("a \n[... ").endsWith(" tail").doesNotContain("aB3d");
        CapturedText end = clean("head ".repeat(20_000) + token + " z", 1000, Integer.MAX_VALUE);
        assertThat(end.text()).startsWith("head ").endsWith(" ...]\n z").doesNotContain("aB3d");
        assertThat(end.bytes()).isEqualTo(100_000 + token.length() + 2);
        assertThat(end.omittedBytes() + 750 + 2).isEqualTo(end.bytes());
    }

    private static void assertNoPart(String secret, CapturedText text) {
        for (int i = 0; i + 10 <= secret.length(); i++) {
            assertThat(text.text()).doesNotContain(secret.substring(i, i + 10));
        }
    }

    private static CapturedText clean(String output, int kept, int maxLength) {
        StreamCapture capture = new StreamCapture(kept);
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        capture.write(bytes, 0, bytes.length);
        return cleaned(capture, maxLength);
    }

    private static CapturedText cleaned(StreamCapture capture, int maxLength) {
        return CleanStream.of(capture.captured(), maxLength, new TextCleaner(TextRules.DEFAULT, new Tally()));
    }
}
