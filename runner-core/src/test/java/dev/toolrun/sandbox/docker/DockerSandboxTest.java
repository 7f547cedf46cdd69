package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SampleTool;
import dev.toolrun.TestCalls;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is planned without an engine. */
class DockerSandboxTest {
    @TempDir
    private Path state;

    @ParameterizedTest
    @CsvSource({
        "runc, , , runc",
        "runc, , runsc, runsc",
        "runc, runsc, runc, runsc",
        "runc, runsc, kata, kata",
        "runc, kata, runsc, kata",
        "runsc, , runc, runsc",
        "runsc, runc, crun, runsc",
        "mine, , mine, mine",
    })
    void theStrictestRuntimeOfHostToolAndRoleIsAskedFor(String host, String tool, String role, String expected) {
        assertThat(planned(host, tool(tool, List.of()), role)).isEqualTo(expected);
    }

    @Test
    void aRuntimeThatCantBeComparedIsNotGuessedAt() {
        var failure = catchThrowableOfType(RunnerException.class, () -> planned("runc", tool(null, List.of()), "mine"));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(failure.started()).isFalse();
    }

    @Test
    void aRoleThatNeedsMoreThanRuncHasNoNetwork() {
        ToolDefinition fetch = tool(null, List.of(new AllowedEndpoint("api.example.com", 443, false)));
        assertThat(planned("runc", fetch, "runc")).isEqualTo("runc");
        var failure = catchThrowableOfType(RunnerException.class, () -> planned("runc", fetch, "runsc"));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(failure.hint()).contains("needs the runtime runc");
    }

    private String planned(String host, ToolDefinition tool, @Nullable String role) {
        var settings = new SandboxSettings(
                "unix:///var/run/docker.sock",
                host,
                Set.of(),
                state,
                1,
                Duration.ofSeconds(1),
                MountPolicy.NONE,
                List.of(),
                EngineDeadlines.DEFAULT);
        var images = new ImageLock(state);
        images.pin("test", new PinnedImage("sha256:1", "sha256:1"));
        var connection = new EngineConnection(settings, Map.of(), InstantSource.system());
        try (DockerSandbox sandbox = new DockerSandbox(settings, connection, images, new FakeNetwork())) {
            return sandbox.plan(TestCalls.CALL_ID, tool, Limits.DEFAULT, role)
                    .report()
                    .runtime();
        }
    }

    private static ToolDefinition tool(@Nullable String runtime, List<AllowedEndpoint> network) {
        return SampleTool.named("sample").runtime(runtime).network(network).definition();
    }
}
