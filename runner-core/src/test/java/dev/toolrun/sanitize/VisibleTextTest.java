package dev.toolrun.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
    @Test
    void noControlCharacterSurvives() {
        for (int c = 0; c < 0xa0; c++) {
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
            VisibleText visible = VisibleText.of("a" + (char) c + "b");
            assertThat(visible.escaped()).as("%x", c).isEqualTo(control ? 1 : 0);
            assertThat(visible.text().chars().anyMatch(x -> Character.isISOControl(x) && x != '\n' && x != '\t'))
                    .as("%x", c)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c'})
    void noBidirectionalControlSurvives(char c) {
        VisibleText visible = VisibleText.of("a" + c + "b");
        assertThat(visible.text()).isEqualTo(String.format("a\\u%04xb", (int) c));
    }

    @Test
    void escapesAreReadable() {
        assertThat(VisibleText.of("\u001b[2J\u0000\u009b").text()).isEqualTo("\\x1b[2J\\x00\\x9b");
    }

    @Test
    void lineEndsStay() {
        assertThat(VisibleText.of("a\r\nb\n\tc").text()).isEqualTo("a\r\nb\n\tc");
        assertThat(VisibleText.of("a\rb").text()).isEqualTo("a\\x0db");
    }

    /**
     * Every code point of Unicode that is a control or format character, default-ignorable, a separator of lines, a
     * noncharacter or a surrogate, between letters. What is needed there, or drawn, is not among them.
     */
    @Test
    void noCodePointThatHidesOrControlsSurvives() {
        int escaped = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = "a" + Character.toString(c) + "b";
            VisibleText visible = VisibleText.of(text);
            assertThat(visible.escaped()).as("%x", c).isEqualTo(isHidden(c) ? 1 : 0);
            if (visible.escaped() == 0) {
                assertThat(visible.text()).isEqualTo(text);
            } else {
                assertThat(visible.text()).matches("a\\\\(x..|u....|u\\{.*})b");
                escaped++;
            }
        }
        assertThat(escaped).isGreaterThan(4096 + 2048 + 66 + 100);
    }

    /** By the ranges of Unicode's own files, written down a second time. */
    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        boolean drawn =
                (c >= 0x600 && c <= 0x605) || c == 0x6dd || c == 0x70f || c == 0x890 || c == 0x891 || c == 0x8e2;
        boolean joined = c == 0x110bd || c == 0x110cd || (c >= 0x13430 && c <= 0x1343f);
        boolean ignorable =
                "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u3164\uffa0".indexOf(c) >= 0
                        || (c >= 0xfe00 && c <= 0xfe0f)
                        || (c >= 0xfff0 && c <= 0xfff8)
                        || (c >= 0xe0000 && c <= 0xe0fff);
        boolean nobody = (c & 0xffff) >= 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
        return ignorable
                || nobody
                || (type == Character.CONTROL && c != '\n' && c != '\t')
                || (type == Character.FORMAT && !drawn && !joined)
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u200db",
                "x\ufe0f",
                "1\ufe0f",
                "a\ud83c\udff4\udb40\udc67",
                "क\u200d\u200d",
                "\u200c",
                "😀\u200dx",
                "\ud83c\udff4\udb40\udc68\udb40\udc69\udb40\udc7f",
                "漢\ufe0f",
                "\ufeffa",
                "ខ\u200b",
                "a\u200bខ",
                "ខ\u200b\u200bខ",
                "\ufff9a\ufffb"
            })
    void whatIsNotNeededWhereItStandsIsMadeVisible(String text) {
        VisibleText visible = VisibleText.of(text);
        assertThat(visible.escaped()).isPositive();
        assertThat(visible.text()).contains("\\u");
        assertThat(VisibleText.of(visible.text())).isEqualTo(new VisibleText(visible.text(), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße",
                "日本語",
                "مرحبا",
                "हिन्दी",
                "👩‍🚀🇪🇺",
                "é",
                "\u00a0",
                "ﷺ",
                "می‌خواهم",
                "\u200dه",
                "a \u200dه",
                "ខ្ញុំ\u200bស្រឡាញ់",
                "\ud805\udcab\ud805\udcc2\u200d\ud805\udc9f",
                "\ud804\udc8d\ud804\udcb9\u200d\ud804\udc8d",
                "\ud804\udf15\ud804\udf4d\u200d\ud804\udf15",
                "क्‍ष",
                "ශ්‍රී",
                "👨‍👩‍👧‍👦",
                "👩🏽‍🚀",
                "🏳️‍🌈",
                "❤️‍🔥",
                "1️⃣#️⃣",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "⚠️",
                "葛󠄀",
                "™️",
                "\u1112\u119e\u11ab",
                "\u1100\u1160\u11a8",
                "ᠠ᠋",
                "a\u0301\u0323",
                "🐦‍⬛"
            })
    void lettersOfEveryScriptStay(String text) {
        assertThat(VisibleText.of(text).text()).isEqualTo(text);
        assertThat(VisibleText.of(text).escaped()).isZero();
    }
}
