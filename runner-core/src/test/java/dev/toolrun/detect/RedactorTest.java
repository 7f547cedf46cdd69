package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
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
                "z\u001b[D",
                "zz\u001b[2D",
                "z\u009bD",
                "\u001b[3\r1m",
                "\\u001b[3\\r1m",
                "\\u200b",
                "\\u0000",
                "\\\\u200b",
                "\ud800",
                "\u001b[31m\u200b",
                "\\u001b",
                "\u001b]0;title\u0007",
                "\u001b]8;;\u001b\\",
                "\u009d0;title\u009c",
                "\u001bPq\u001b\\",
                "\u001b_x\u001b\\",
                "\u0090q\u009c",
                "\\u001b[1m",
                "\\u001b]0;title\\u0007",
                "\\\\u001b[1;32m"
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

    /** The last character of the sequence must not look like the first of a word. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[32m%s\u001b[0m",
                "{\"m\": \"\\u001b[32m%s\\u001b[0m\"}",
                "\"{\\\"m\\\": \\\"\\\\u001b[1;32m%s\\\\u001b[0m\\\"}\"",
                "\u001b]0;a%s",
                "\u001b]0;a\u001b[1m%s",
                "\u001b]8;;https://x.example\u0007%s\u001b]8;;\u0007"
            })
    void whatTellsATerminalSomethingBeforeItHidesNoSecret(String around) {
        String text = around.contains("]0;a%") ? around.replace("a%s", "a %s") : around;
        assertThat(redactor.redacted(text.replace("%s", SECRET)))
                .contains("[secret-1]")
                .doesNotContain(SECRET.substring(8, 18));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':'password=hunter2%u001b[','b':'x'}",
                "{'a':'password=hunter2%u001b','b':'x'}",
                "{'a':'password=hunter2%u009b','b':'x'}",
                "{'password':'hunter2%u001bP','b':'x%u001b%%rest'}",
                "{'line':'set password=hunter2%u001b[3','next':'1mok%u001b[0m'}",
                "{'a':'password=hunter2%u001b]0;t','b':{'c':1},'d':'%u0007 x'}",
                "{'password':'hunter2','b':'%b%b%b%b%b%b%b1','c':2}",
                "[1,'{%'password%':%'hunter2%%u001b[%',%'b%':%'x%'}']"
            })
    void whatTellsATerminalSomethingInAStringOfJsonActsOnThatStringAlone(String line) {
        String json = line.replace('%', '\\').replace('\'', '"');
        String rest = redactor.redacted(json);
        assertThat(rest).contains("[secret-1]").doesNotContain("hunter");
        assertThat(Json.write(Json.parse(rest)).replaceAll("[^\"]", ""))
                .isEqualTo(Json.write(Json.parse(json)).replaceAll("[^\"]", ""));
    }

    @Test
    void aSecretHasOneMarkerHoweverItIsWritten() {
        assertThat(redactor.redacted("{\"password\":\"ab1\\\"cd\"}")
                        + redactor.redacted(ValueName.of("password"), "ab1\"cd"))
                .isEqualTo("{\"password\":\"[secret-1]\"}[secret-1]");
    }

    @Test
    void aNameMaySayThatItsValueIsASecret() {
        assertThat(redactor.redacted(ValueName.of("db_password"), "hunter2")).isEqualTo("[secret-1]");
        assertThat(redactor.redacted(ValueName.of("Authorization"), "Basic dXNlcjpwYXNzd29yZDE="))
                .isEqualTo("Basic [secret-2]");
        assertThat(redactor.redacted(ValueName.of("pass\"word"), "hunter2")).isEqualTo("[secret-1]");
        assertThat(redactor.redacted(ValueName.of("comment"), "hunter2")).isEqualTo("hunter2");
        assertThat(redactor.redacted(ValueName.of("x"), "say \"" + SECRET + "\""))
                .isEqualTo("say \"[secret-3]\"");
    }

    @Test
    void whatNobodySeesEndsAValueWhereItEndsALineOrAVariable() {
        assertThat(redactor.redacted("PASSWORD=hunter2x\0HOME=/root\0PATH=/usr/bin"))
                .isEqualTo("PASSWORD=[secret-1]\0HOME=/root\0PATH=/usr/bin");
        assertThat(redactor.redacted("password: hunter2x\rDownloading 50%"))
                .isEqualTo("password: [secret-1]\rDownloading 50%");
        assertThat(redactor.redacted("{\"e\":\"PASSWORD=hunter2x\\u0000HOME=/root\"}"))
                .isEqualTo("{\"e\":\"PASSWORD=[secret-1]\\u0000HOME=/root\"}");
        assertThat(new Redactor(ALL).redacted("password=hunter\u200b2x\rb")).isEqualTo("password=[secret-1]\rb");
        assertThat(redactor.redacted("password=hunter\0002x b")).isEqualTo("password=[secret-1] b");
    }

    @Test
    void whatNobodySeesBehindASecretStays() {
        assertThat(redactor.redacted("{\"t\":\"" + SECRET + "\u009b\",\"x\":1}"))
                .isEqualTo("{\"t\":\"[secret-1]\u009b\",\"x\":1}");
        assertThat(redactor.redacted(OTHER + "\u200b\u001b[0m")).isEqualTo("[secret-2]\u200b\u001b[0m");
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 4_097, 5_000, 17_000, 70_000, 1_000_000})
    void aLongSecretGoesToItsEnd(int length) {
        String random = random(length);
        for (String around : List.of(
                "api_key=%s",
                "client_secret: %s\nnext",
                "{\"client_secret\": \"%s\"}",
                "password='%s'",
                "Authorization: Bearer %s",
                "bearer %s",
                "--token %s end",
                "<token>%s</token>",
                "https://user:%s@host.example/",
                "ya29.%s")) {
            String rest = redactor.redacted(around.replace("%s", random));
            assertThat(rest).as(around).matches("(?s).{0,24}\\[secret-[0-9]+].{0,24}");
        }
        assertThat(redactor.redacted(ValueName.of("api_key"), random)).matches("\\[secret-[0-9]+]");
        String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJ" + random + "." + random(43);
        assertThat(redactor.redacted("a " + jwt + " b")).matches("a \\[secret-[0-9]+] b");
    }

    private static String random(int length) {
        return new Random(length)
                .ints(0, 62)
                .limit(length)
                .map("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void whatOverlapsGoesAsAWhole() {
        assertThat(redactor.redacted("https://u:" + SECRET + "@h.example"))
                .isEqualTo("https://u:[secret-1]")
                .doesNotContain("gH9j");
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
}
