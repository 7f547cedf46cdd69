package dev.toolrun.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleLineTest {
    @Test
    void nothingHiddenIsLeft() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int type = Character.getType(c);
            boolean hides = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE;
            String line = VisibleLine.of("a" + Character.toString(c) + "b");
            if (hides) {
                assertThat(line).matches("a\\\\[xuU][0-9a-f]{2,8}b");
            }
        }
        assertThat(VisibleLine.of("\u001b[2J\n\u202e\u2028\u200b\ufe0f\udb40\udc41\ud800"))
                .isEqualTo("\\x1b[2J\\x0a\\u202e\\u2028\\u200b\\ufe0f\\U000e0041\\ud800");
    }

    @Test
    void lettersOfEveryScriptStay() {
        String text = "Ärger, naïve, e\u0301, Ελλάδα, москва, 東京, العربية, हिन्दी, ไทย, 😀";
        assertThat(VisibleLine.of(text)).isEqualTo(text);
    }
}
