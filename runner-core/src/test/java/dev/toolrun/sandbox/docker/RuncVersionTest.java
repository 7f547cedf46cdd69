package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuncVersionTest {
    @ParameterizedTest
    @CsvSource({
        "1.1.5+ds1, CVE-2024-21626",
        "1.1.11, CVE-2024-21626",
        "1.1.12, CVE-2025-31133",
        "1.2.7, CVE-2025-31133",
        "1.3.0, CVE-2025-31133",
        "1.3.2, CVE-2025-31133",
        "latest, escapes"
    })
    void namesTheEscapesOfOldVersions(String version, String expected) {
        assertThat(RuncVersion.weakness(version))
                .hasValueSatisfying(finding -> assertThat(finding.sentence()).contains(expected));
    }

    @ParameterizedTest
    @CsvSource({"1.2.8", "1.3.3", "1.4.0", "2.0.1"})
    void hasNothingAgainstMendedVersions(String version) {
        assertThat(RuncVersion.weakness(version)).isEmpty();
    }
}
