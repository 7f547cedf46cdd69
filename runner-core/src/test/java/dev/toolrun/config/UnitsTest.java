package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "1m,PT1M", "24h,PT24H", "400d,PT9600H", "0s,PT0S", "007s,PT7S"})
    void readsDurations(String text, Duration expected) {
        assertThat(Units.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "10 s",
                " 10s",
                "10S",
                "1.5s",
                "-1s",
                "+1s",
                "PT10S",
                "1h30m",
                "10us",
                "1w",
                "١s",
                "999999999999999d",
                "9999999999999999s",
                "10s\n"
            })
    void refusesOtherDurations(String text) {
        assertThatThrownBy(() -> Units.duration(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "17B,17", "64KiB,65536", "256MiB,268435456", "1GiB,1073741824"})
    void readsSizes(String text, long expected) {
        assertThat(Units.bytes(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "B",
                "1 KiB",
                "1kib",
                "1KB",
                "1MB",
                "1M",
                "1k",
                "1.5MiB",
                "-1",
                "+1",
                "0x10",
                "1_000",
                "1TiB",
                "999999999999999999GiB",
                "9999999999999999999"
            })
    void refusesOtherSizes(String text) {
        assertThatThrownBy(() -> Units.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
