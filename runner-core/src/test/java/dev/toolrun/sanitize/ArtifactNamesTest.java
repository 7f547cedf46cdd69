package dev.toolrun.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactNamesTest {
    private final ArtifactNames names = new ArtifactNames(name -> name.replace("hush", "[secret-1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plot.png",
                "a/b/c.csv",
                "grüße 2026 (1).txt",
                "図.svg",
                "a..b",
                "#~@!$%&'+,;=[]{}^`|<>:?*\"",
                "😀.png",
                "❤\ufe0f.png",
                "نام\u200cه.txt"
            })
    void whatIsSafeStaysAsItIs(String name) {
        assertThat(clean(name)).isEqualTo(name);
        assertThat(names.renamed()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "../../etc/passwd | _../_../etc/passwd",
                "/etc/passwd | _/etc/passwd",
                "a//b | a/_/b",
                "a/. | a/_.",
                "a/ | a/_",
                ".git/config | _.git/config",
                "-rf | _-rf",
                "a\\nb | a_b",
                "a\\u001b[31m | a_[31m",
                "a\\u202egnp.exe | a_gnp.exe",
                "a\\u200bb | a_b",
                "a\\u2028b | a_b",
                "a\\u3164b | a_b",
                "a\\uffa0b | a_b",
                "a\\u115fb | a_b",
                "a\\u034fb | a_b",
                "a\\u17b4b | a_b",
                "a\\u180bb | a_b",
                "rep\\ufe0f.txt | rep_.txt",
                "rep\\udb40\\udd01.txt | rep_.txt",
                "a\\u00a0b | a_b",
                "a\\\\b | a_b",
                "a\\ufffdb | a_b",
                "^  a  ^ | a",
                "^ ^ | _",
            })
    void whatIsNotIsRenamed(String escaped, String expected) {
        assertThat(clean(unescape(escaped))).isEqualTo(expected);
        assertThat(names.renamed()).isEqualTo(1);
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        assertThat(names.clean(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b', 0}))
                .isEqualTo("a__b_");
    }

    @Test
    void whatMustNotBeReadInANameIsTakenOutOfIt() {
        assertThat(clean("a/hush.txt")).isEqualTo("a/[secret-1].txt");
        assertThat(names.renamed()).isEqualTo(1);
    }

    @Test
    void longNamesAreShortAndStillDifferent() {
        String first = clean("x".repeat(240) + "1.csv");
        String second = clean("x".repeat(240) + "2.csv");
        String deep = clean(("d".repeat(100) + "/").repeat(7) + "f.txt");
        assertThat(first).isEqualTo("x".repeat(40) + "~.csv");
        assertThat(second).isEqualTo("x".repeat(40) + "~~2.csv");
        assertThat(deep).isEqualTo("f.txt~");
        assertThat(names.renamed()).isEqualTo(3);
    }

    @Test
    void namesThatAFileSystemMayTakeForTheSameAreDifferent() {
        assertThat(clean("Plot.PNG")).isEqualTo("Plot.PNG");
        assertThat(clean("plot.png")).isEqualTo("plot~2.png");
        assertThat(clean("PLOT.png")).isEqualTo("PLOT~3.png");
        assertThat(clean("é")).isEqualTo("é");
        assertThat(clean("e\u0301")).isEqualTo("e\u0301~2");
        assertThat(names.renamed()).isEqualTo(3);
    }

    @Test
    void aFileIsNeverInTheWayOfADirectory() {
        assertThat(clean("x_")).isEqualTo("x_");
        assertThat(clean("x\n/data.csv")).isEqualTo("x_~2/data.csv");
        assertThat(clean("dir/data.csv")).isEqualTo("dir/data.csv");
        assertThat(clean("DIR")).isEqualTo("DIR~2");
    }

    /** Whatever a tool names its files: what comes out can be created below a directory, each in its own place. */
    @Test
    void randomNamesComeOutSafeAndDifferent() {
        Random random = new Random(1);
        String alphabet = "aA./-\\\n\u202e \u0000é~2";
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            StringBuilder raw = new StringBuilder();
            int length = 1 + random.nextInt(8);
            for (int j = 0; j < length; j++) {
                raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String name = clean(raw.toString());
            assertThat(seen.add(name.toLowerCase(java.util.Locale.ROOT)))
                    .as(name)
                    .isTrue();
            for (String component : name.split("/", -1)) {
                assertThat(component).matches("[^./\\\\\n\u202e\u0000-].*");
            }
        }
    }

    @Test
    void theExtensionAloneSaysWhatAFileIs() {
        assertThat(MediaTypes.ofName("a/plot.PNG")).isEqualTo("image/png");
        assertThat(MediaTypes.ofName("page.html.txt")).isEqualTo("text/plain");
        assertThat(MediaTypes.ofName("png")).isEqualTo("application/octet-stream");
        assertThat(MediaTypes.ofName("a.png/raw")).isEqualTo("application/octet-stream");
    }

    private String clean(String raw) {
        return names.clean(raw.getBytes(StandardCharsets.UTF_8));
    }

    private static String unescape(String text) {
        String backslashes = text.replace("\\n", "\n").replace("\\\\", "\\");
        java.util.regex.Matcher codes =
                java.util.regex.Pattern.compile("\\\\u([0-9a-f]{4})").matcher(backslashes);
        return codes.replaceAll(code ->
                java.util.regex.Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
    }
}
