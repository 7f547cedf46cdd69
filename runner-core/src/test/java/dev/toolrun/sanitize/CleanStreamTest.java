package dev.toolrun.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.ToolResult.CapturedText;
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
        CapturedText text = clean("😀".repeat(100), 10_000, 21);
        assertThat(text.truncated()).isTrue();
        assertThat(text.text()).doesNotContain("?").contains("bytes omitted");
        assertThat(text.text().codePoints().filter(c -> c == 0x1f600).count()).isBetween(9L, 12L);
    }

    @Test
    void invalidUtf8IsReplaced() {
        StreamCapture capture = new StreamCapture(100);
        capture.write(new byte[] {'a', (byte) 0xc3, 'b', (byte) 0xff}, 0, 4);
        assertThat(CleanStream.of(capture.captured(), 100).captured().text()).isEqualTo("a\ufffdb\ufffd");
    }

    private static CapturedText clean(String output, int kept, int maxLength) {
        StreamCapture capture = new StreamCapture(kept);
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        capture.write(bytes, 0, bytes.length);
        return CleanStream.of(capture.captured(), maxLength).captured();
    }
}
