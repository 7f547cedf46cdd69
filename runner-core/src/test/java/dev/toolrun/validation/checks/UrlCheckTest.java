package dev.toolrun.validation.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.tool.ArgumentCheck;
import java.net.URI;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlCheckTest {
    private static final ArgumentCheck.Url ANY =
            new ArgumentCheck.Url("url", Set.of("http", "https"), Set.of(), Set.of(80, 443, 8080));
    private static final ArgumentCheck.Url STRICT =
            new ArgumentCheck.Url("url", Set.of("https"), Set.of("example.com", "*.example.org", "[::1]"), Set.of());

    @ParameterizedTest
    @CsvSource({
        "https://example.com, https://example.com",
        "HTTPS://EXAMPLE.com/A/b, https://example.com/A/b",
        "https://example.com./x, https://example.com/x",
        "https://example.com:443/x, https://example.com/x",
        "https://example.com:/x, https://example.com/x",
        "https://example.com:00443/x, https://example.com/x",
        "http://example.com:8080/, http://example.com:8080/",
        "https://example.com/a%20b?c=d&e=%2F#f, https://example.com/a%20b?c=d&e=%2F#f",
        "https://example.com?x=http://other.example, https://example.com?x=http://other.example",
        "https://bücher.example/x, https://xn--bcher-kva.example/x",
        "https://BÜCHER.example:8080/x, https://xn--bcher-kva.example:8080/x",
        "https://xn--bcher-kva.example/, https://xn--bcher-kva.example/",
        "http://127.0.0.1/, http://127.0.0.1/",
        "http://[::1]/, http://[::1]/",
        "http://[2001:DB8:0:0:0:0:0:1]:8080/, http://[2001:db8::1]:8080/",
        "http://localhost/, http://localhost/",
    })
    void writesCanonicalForms(String url, String canonical) throws UnfitValue {
        assertThat(UrlCheck.canonical(ANY, url)).isEqualTo(canonical);
        assertThat(UrlCheck.canonical(ANY, canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "//example.com/x",
                "/x",
                "https:",
                "https://",
                "https:///x",
                "https://[::99999999999]/",
                "https:example.com",
                "https:/example.com",
                "javascript:alert(1)",
                "data:text/plain,x",
                "file:///etc/passwd",
                "file://host/etc/passwd",
                "ftp://example.com/x",
                "gopher://example.com/",
                " https://example.com",
                "https://example.com ",
                "https://exa\nmple.com/",
                "https://example.com/\r\nHost: x",
                "https://example.com\\@other.example/",
                "https:\\\\example.com",
                "https://user@example.com/",
                "https://user:pw@example.com/",
                "https://example.com@other.example/",
                "https://@example.com/",
                "https://example.com%40other.example/",
                "https://ex%61mple.com/",
                "https://example.com%00.other.example/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com:99999999999/",
                "https://example.com:-1/",
                "https://example.com:80:80/",
                "https://example.com:22/",
                "https://exam_ple.com/",
                "https://-example.com/",
                "https://example-.com/",
                "https://example..com/",
                "https://.example.com/",
                "https://example.com../",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.0.256/",
                "http://1.2.3/",
                "http://example.0x/",
                "http://example.1/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::1%25eth0]/",
                "http://[::1%eth0]/",
                "http://[fe80::1%1]/",
                "http://[::1/",
                "http://::1/",
                "http://[127.0.0.1]/",
                "http://[v1.x]/",
                "https://１２７.0.0.1/",
                "https://example\u3002com/",
                "https://ｅxample.com/",
                "https://straße.example/",
                "https://\u212Aelvin.example/",
                "https://exa\u00admple.com/",
                "https://exa\u200dmple.com/",
                "https://xn--a.example/",
                "https://xn--/",
                "https://ab--cd.example/",
                "https://example.com/ä",
                "https://example.com/a b",
                "https://example.com/<x>",
                "https://[::1]example.com/"
            })
    void refusesWhatSomebodyWouldReadDifferently(String url) {
        assertThatThrownBy(() -> UrlCheck.canonical(ANY, url)).isInstanceOf(UnfitValue.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://a.example.org/",
                "https://a.b.example.org:443/",
                "https://[0:0::1]/",
                "https://EXAMPLE.COM./"
            })
    void namedHostsAreLetThrough(String url) throws UnfitValue {
        assertThat(UrlCheck.canonical(STRICT, url)).startsWith("https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "https://example.com:8443/",
                "https://www.example.com/",
                "https://example.org/",
                "https://notexample.org/",
                "https://a.example.org.evil.example/",
                "https://example.com.evil.example/",
                "https://evil.example/?https://example.com/",
                "https://evil.example/#example.com",
                "https://[::2]/"
            })
    void othersAreNot(String url) {
        assertThatThrownBy(() -> UrlCheck.canonical(STRICT, url)).isInstanceOf(UnfitValue.class);
    }

    @Test
    void valuesOfOtherTypesAreRefused() {
        assertThatThrownBy(() -> UrlCheck.canonical(ANY, 5)).hasMessage("must be a string");
        assertThat(UrlCheck.host(5)).isEmpty();
        assertThat(UrlCheck.host("https://Example.com:99/")).isEqualTo(Optional.of("example.com"));
    }

    @Test
    void whateverIsLetThroughHasOneHost() {
        Random random = new Random(11);
        String alphabet = "ab.1:/@[]%?#\\x-_ü０\u00ad\t ";
        int passed = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder url = new StringBuilder("http://");
            for (int k = random.nextInt(12); k >= 0; k--) {
                url.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                String canonical = UrlCheck.canonical(ANY, url.toString());
                assertThat(URI.create(canonical).getHost())
                        .isEqualTo(UrlCheck.host(canonical).orElseThrow());
                assertThat(UrlCheck.canonical(ANY, canonical)).isEqualTo(canonical);
                passed++;
            } catch (UnfitValue e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(passed).isGreaterThan(500);
    }

    @Test
    void configurationsNameHostsInCanonicalForm() {
        assertThat(Set.of("example.com", "*.example.com", "127.0.0.1", "[::1]", "xn--bcher-kva.example"))
                .allMatch(Hosts::isCanonicalPattern);
        assertThat(Set.of(
                        "*",
                        "*.127.0.0.1",
                        "*.[::1]",
                        "Example.com",
                        "bücher.example",
                        "a b",
                        "",
                        "example.com.",
                        "http://x"))
                .noneMatch(Hosts::isCanonicalPattern);
    }
}
