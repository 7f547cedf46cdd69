package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.config.PrometheusSettings;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.TelemetrySettings;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolrunTest {
    @Test
    void aCommandThatIsOverSoonOffersNoMetricsAndKeepsNoSandboxReady() {
        var terminal = new Terminal(
                Map.of(),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false);
        Toolrun toolrun =
                Toolrun.commandLine(terminal, new Cancellation(), null, "exec").getCommand();
        RunnerConfig config = RunnerConfig.defaults(Map.of("HOME", "/nowhere"));
        RunnerConfig resident = config.withSandbox(config.sandbox().withWarm(Map.of("shell", 2)))
                .withTelemetry(new TelemetrySettings(new PrometheusSettings("127.0.0.1", 9464, false), null));
        assertThat(toolrun.forOneCommand(resident)).isEqualTo(config);
    }
}
