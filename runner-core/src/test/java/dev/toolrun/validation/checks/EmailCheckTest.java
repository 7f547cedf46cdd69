package dev.toolrun.validation.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.tool.ArgumentCheck;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailCheckTest {
    private static final ArgumentCheck.Email ANY = new ArgumentCheck.Email("to", Set.of());

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.com",
        "Ann.B-c+tag@EXAMPLE.com, Ann.B-c+tag@example.com",
        "o'neil@example.com, o'neil@example.com",
        "a_b=c/d@a.b.example, a_b=c/d@a.b.example",
        "ann@bücher.example, ann@xn--bcher-kva.example",
        "1@x.example, 1@x.example",
    })
    void writesCanonicalForms(String address, String canonical) throws UnfitValue {
        assertThat(EmailCheck.canonical(ANY, address)).isEqualTo(canonical);
        assertThat(EmailCheck.canonical(ANY, canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.com",
                "ann@",
                "ann@localhost",
                "ann@example.com.",
                "ann@example..com",
                "ann@-example.com",
                "ann@exam_ple.com",
                "ann@127.0.0.1",
                "ann@[127.0.0.1]",
                "ann@[::1]",
                "ann@example.com, bob@example.com",
                "ann@example.com;bob@example.com",
                "ann@example.com\r\nBcc: bob@example.com",
                "ann\n@example.com",
                "ann@example.com\n",
                "ann @example.com",
                " ann@example.com",
                "Ann <ann@example.com>",
                "<ann@example.com>",
                "\"ann\"@example.com",
                "ann(comment)@example.com",
                "ann@example.com(comment)",
                ".ann@example.com",
                "ann.@example.com",
                "an..n@example.com",
                "-oQ/tmp@example.com",
                "ann%internal@example.com",
                "host!ann@example.com",
                "ann@evil.example@example.com",
                "ann\u0000@example.com",
                "änn@example.com",
                "ann@example.com?bcc=x",
                "mailto:ann@example.com",
                "ann@１２７.example\u3002com"
            })
    void refusesWhatIsNoPlainAddress(String address) {
        assertThatThrownBy(() -> EmailCheck.canonical(ANY, address)).isInstanceOf(UnfitValue.class);
    }

    @Test
    void lengthsAreBounded() throws UnfitValue {
        assertThat(EmailCheck.canonical(ANY, "a".repeat(64) + "@example.com")).hasSize(76);
        assertThatThrownBy(() -> EmailCheck.canonical(ANY, "a".repeat(65) + "@example.com"))
                .isInstanceOf(UnfitValue.class);
        assertThatThrownBy(() -> EmailCheck.canonical(ANY, "a@" + "a.".repeat(200) + "example"))
                .isInstanceOf(UnfitValue.class);
    }

    @Test
    void aDomainMustBeAmongThoseThatAreNamed() throws UnfitValue {
        var check = new ArgumentCheck.Email("to", Set.of("example.com"));

        assertThat(EmailCheck.canonical(check, "a@Example.com")).isEqualTo("a@example.com");
        for (String other : Set.of("a@www.example.com", "a@example.com.evil.example", "a@notexample.com")) {
            assertThatThrownBy(() -> EmailCheck.canonical(check, other))
                    .hasMessage("must have an address at another domain");
        }
    }
}
