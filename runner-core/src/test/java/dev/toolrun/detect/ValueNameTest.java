package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a name says of its value, and how much of the value that is. */
class ValueNameTest {
    private final Redactor redactor = Redactor.ofSecrets();

    @ParameterizedTest
    @ValueSource(
            strings = {"user[password]", "password ", "password:", "users[0][password]", "password\n", "password=?"})
    void whatStandsBehindTheWordInANameDoesNotHideIt(String name) {
        assertThat(redactor.redacted(ValueName.of(name), "hunter2")).isEqualTo("[secret-1]");
    }

    @Test
    void whiteSpaceAtTheEdgesOfANamesValueHidesNothing() {
        for (String value : List.of("hunter2\n", " hunter2", "\thunter2\r\n")) {
            assertThat(redactor.redacted(ValueName.of("password"), value))
                    .isEqualTo(value.replace("hunter2", "[secret-1]"));
        }
        assertThat(redactor.redacted("{\"password\": \"hunter2\\n\"}")).isEqualTo("{\"password\": \"[secret-1]\"}");
        assertThat(redactor.redacted(ValueName.of("password"), "at least 8")).isEqualTo("at least 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ab1\"cdefgh2XyZ",
                "Ab1\\cdefgh2XyZ",
                "Ab1,cdefgh2XyZ",
                "Ab1&cdefgh2XyZ",
                "Ab1'cd`ef<gh>2XyZ",
                "\"hunter2",
                "hunter2\\",
                "x\\\\\"1x\\\"",
                "A\u200bb1\"c\u200bd"
            })
    void whereANamesValueEndsIsKnown(String value) {
        assertThat(redactor.redacted(ValueName.of("password"), value)).isEqualTo("[secret-1]");
        assertThat(redactor.redacted(ValueName.of("pass\u200bword"), value)).isEqualTo("[secret-1]");
        String key = value + "q9W8e7R6t5Y4";
        assertThat(redactor.redacted(ValueName.of("client_secret"), key)).isEqualTo("[secret-2]");
        assertThat(redactor.redacted(ValueName.of("comment"), "x " + value)).isEqualTo("x " + value);
    }

    @Test
    void aNameWithoutAValueTakesNothingFromTheNextLine() {
        String text = "DB_PASSWORD=\nDB_PORT=db5432\nAPI_TOKEN:\r\n\r\nX=a1b2c3d4e5f6g7h8i9";
        assertThat(redactor.redacted(text)).isEqualTo(text);
        assertThat(redactor.redacted("password =\n    \"hunter2\"")).isEqualTo("password =\n    \"[secret-1]\"");
    }

    @Test
    void aNamesValueThatIsASentenceAPathOrAReferenceStays() {
        for (String value : List.of(
                "must be \"at least\" 8 characters",
                "C:\\Users\\bob1",
                "\\\\server1\\share",
                "${DB_PASSWORD_1}",
                "/run/secrets/db-1",
                "https://vault.example/v1/x")) {
            assertThat(redactor.redacted(ValueName.of("password"), value)).isEqualTo(value);
        }
        assertThat(redactor.redacted(ValueName.of("password_field_of_the_login_form_here"), "\"user1\""))
                .isEqualTo("\"user1\"");
        assertThat(redactor.redacted(ValueName.of("tokenizer"), "Ab1\"cdefgh2XyZq9W8"))
                .isEqualTo("Ab1\"cdefgh2XyZq9W8");
    }
}
