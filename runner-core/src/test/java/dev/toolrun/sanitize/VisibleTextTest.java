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

    @ParameterizedTest
    @ValueSource(strings = {"Grüße", "日本語", "مرحبا", "हिन्दी", "👩‍🚀🇪🇺", "é", "\u00a0", "ﷺ"})
    void lettersOfEveryScriptStay(String text) {
        assertThat(VisibleText.of(text).text()).isEqualTo(text);
        assertThat(VisibleText.of(text).escaped()).isZero();
    }
}
