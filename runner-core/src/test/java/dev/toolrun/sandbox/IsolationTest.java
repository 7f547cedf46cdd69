package dev.toolrun.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolationTest {
    @ParameterizedTest
    @CsvSource({
        "runc, SHARED_KERNEL",
        "crun, SHARED_KERNEL",
        "io.containerd.runc.v2, SHARED_KERNEL",
        "runsc, KERNEL_IN_USER_SPACE",
        "runsc-kvm, KERNEL_IN_USER_SPACE",
        "io.containerd.runsc.v1, KERNEL_IN_USER_SPACE",
        "kata, VIRTUAL_MACHINE",
        "kata-qemu, VIRTUAL_MACHINE",
        "runscape, ",
        "mine, "
    })
    void aRuntimesNameSaysItsLevel(String runtime, Isolation level) {
        assertThat(Isolation.of(runtime).orElse(null)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "runc, , runc",
        "runc, runsc, runsc",
        "runc, kata, kata",
        "runsc, kata, kata",
        "runsc, runc, runsc",
        "kata, runsc, kata",
        "runc, crun, runc",
        "runsc, runsc-kvm, runsc",
        "mine, , mine",
        "mine, mine, mine"
    })
    void theStricterOneCounts(String configured, String asked, String expected) {
        assertThat(Isolation.stricter(configured, asked)).isEqualTo(expected);
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        assertThat(Isolation.comparable("mine", "runsc")).isFalse();
        assertThatThrownBy(() -> Isolation.stricter("mine", "runsc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Isolation.stricter("runc", "mine")).isInstanceOf(IllegalArgumentException.class);
    }
}
