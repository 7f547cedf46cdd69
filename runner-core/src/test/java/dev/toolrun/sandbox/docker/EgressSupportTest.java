package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressSupportTest {
    @Test
    void runcBehindASocketOfThisHostCanHaveANetwork() {
        assertThatCode(() -> support().requirePossible("runc", address("unix:///var/run/docker.sock")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "runsc, unix:///var/run/docker.sock, needs the runtime runc",
        "kata, unix:///var/run/docker.sock, needs the runtime runc",
        "runc, tcp://192.0.2.1:2375, needs an engine on this host",
        "runc, tcp://127.0.0.1:2375, needs an engine on this host",
    })
    void allElseIsRefusedWithASentence(String runtime, String engine, String sentence) {
        var refusal =
                catchThrowableOfType(RunnerException.class, () -> support().requirePossible(runtime, address(engine)));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(refusal.started()).isFalse();
        assertThat(refusal.hint()).contains(sentence);
        assertThat(refusal.getMessage()).doesNotContain(engine);
    }

    private static EgressSupport support() {
        var settings = new SandboxSettings(
                null,
                "runc",
                Set.of(),
                Path.of("/nowhere"),
                1,
                Duration.ofSeconds(1),
                MountPolicy.NONE,
                List.of(),
                EngineDeadlines.DEFAULT);
        return new EgressSupport(settings, new FakeNetwork());
    }

    private static EngineAddress address(String engine) {
        return EngineAddress.find(engine, Map.of());
    }
}
