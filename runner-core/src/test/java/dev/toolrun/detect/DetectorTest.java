package dev.toolrun.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * True and false examples. What is to go stands between « and » in {@code found}; all of it is made up. A dot in the middle,
 * ·, is taken out before use: it keeps scanners of sources quiet.
 */
class DetectorTest {
    static Stream<String> found() throws IOException {
        return lines("found");
    }

    static Stream<String> left() throws IOException {
        return lines("left");
    }

    @ParameterizedTest
    @MethodSource
    void found(String line) {
        assertThat(marked(line.replace("«", "").replace("»", ""), Set.of(Detector.SECRETS)))
                .isEqualTo(line);
    }

    @ParameterizedTest
    @MethodSource
    void left(String line) {
        assertThat(marked(line, Set.of(Detector.SECRETS))).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail «alice@example.com», «b.o+b@mail.example.co.uk»; <«x_y@a-b.example»>",
                "mailto:«a@b.example»?subject=x",
                "«jürgen.müller@web.example» «info@müller.example» «a@b.xn--p1ai» «иван@почта.example» 邮箱«a@b.example»地址",
                "not@local, @handle, a@b, user@host.1, npm i @scope/pkg@1.2.3",
            })
    void emailAddresses(String line) {
        assertFound(line, Detector.EMAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "«4111 1111 1111 1111», «5555-5555-5555-4444» «378282246310005» «30569309025904»",
                "\"card\":«6011111111111117»}",
                "GET /cards/«4111111111111111» HTTP/1.1",
                "4111 1111 1111 1112 4111111111111 1234567812345670 550e8400-e29b-41d4-a716-446655440000",
                "41111111111111111234 x4111111111111111 1.4111111111111111 1700000000000000000 2026-11-22 00:45:39",
            })
    void creditCards(String line) {
        assertFound(line, Detector.CREDIT_CARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call «+49 30 901820» or «+1 (555) 234-5678», «+442071838750»; «(555) 234-5678» «555-234-5678» «1-800-234-5678»",
                "«+49\u00a030\u00a0901820» «+33\u202f1\u202f23\u202f45\u202f67\u202f89»",
                "2026-11-22T00:45:39+01:00 1234567890 555 234 5678 192.168.1.1 123-45-6789 x+12345678901 1.234.567.890",
                "550e8400-e29b-41d4-a716-446655440000 10.234.555.1234 +5 a[+1234] 2345678901234 555-1234",
            })
    void phoneNumbers(String line) {
        assertFound(line, Detector.PHONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from «192.168.0.1»:8080 to «2001:db8::1», «fe80::1ff:fe23:4567:890a»%eth0 [«::1:2»] «::ffff:10.0.0.1»",
                "«10.0.0.1»/8 http://«8.8.8.8»/x «2001:0db8:85a3:0000:0000:8a2e:0370:7334»",
                "1.2.3 v1.2.3.4 256.1.1.1 1.2.3.4.5x 12:34:56 std::dec::abc ab:cd:ef:01:23:45 ::",
            })
    void addresses(String line) {
        assertFound(line, Detector.IP_ADDRESS);
    }

    @Test
    void namesAreThoseOfTheConfiguration() {
        assertThat(Detector.wireNames()).containsExactly("secrets", "email", "credit_card", "phone", "ip_address");
        assertThat(Detector.named(Set.of("email", "none"))).containsExactly(Detector.EMAIL);
    }

    /** Ordinary text: not one word of it is taken for anything but what it is. */
    @Test
    void sourcesOfOurOwnHoldNoSecrets() throws IOException {
        for (String source : List.of("tool", "json", "ratelimit")) {
            try (Stream<java.nio.file.Path> files = java.nio.file.Files.walk(java.nio.file.Path.of(
                    System.getProperty("toolrun.checkout"), "runner-core/src/main/java/dev/toolrun", source))) {
                for (java.nio.file.Path file :
                        files.filter(java.nio.file.Files::isRegularFile).toList()) {
                    String text = java.nio.file.Files.readString(file);
                    assertThat(marked(text, EnumSet.allOf(Detector.class)))
                            .as(file.toString())
                            .isEqualTo(text);
                }
            }
        }
    }

    private static void assertFound(String line, Detector detector) {
        assertThat(marked(line.replace("«", "").replace("»", ""), Set.of(detector)))
                .isEqualTo(line);
    }

    private static String marked(String text, Set<Detector> detectors) {
        Redactor redactor = new Redactor(new TextRules(detectors, List.of()));
        List<Replacement> replacements = redactor.replacements(text).stream()
                .map(found -> new Replacement(
                        found.start(), found.end(), "", "«" + text.substring(found.start(), found.end()) + "»"))
                .toList();
        return Redactor.apply(text, replacements);
    }

    private static Stream<String> lines(String name) throws IOException {
        try (InputStream in = DetectorTest.class.getResourceAsStream("secrets-" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("##"))
                            .map(line -> line.replace("·", ""))
                            .toList()
                            .stream();
        }
    }
}
