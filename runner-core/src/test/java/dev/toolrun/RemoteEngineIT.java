package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls on an engine that is not reached by its Unix socket. */
@RequiresEngine
@Timeout(120)
class RemoteEngineIT {
    @TempDir
    private Path folder;

    private final TcpEngine engine;

    RemoteEngineIT() throws IOException {
        engine = new TcpEngine();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inputOutputAndFilesPass(boolean ready) throws IOException {
        try (WarmRunner runner = open(ready)) {
            ToolResult result = runner.run(ToolCall.of("python", Map.of("stdin", "x".repeat(900_000), "code", """
                    import sys
                    text = sys.stdin.read()
                    open('out/copy', 'w').write(text)
                    print(len(text), 'y' * 500_000)
                    """)));
            assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
            assertThat(result.sandbox().warm()).isEqualTo(ready);
            assertThat(result.stdout().bytes()).isEqualTo("900000 ".length() + 500_001);
            assertThat(result.artifacts())
                    .singleElement()
                    .satisfies(file -> assertThat(file.bytes()).isEqualTo(900_000));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsEndIsHeard(boolean ready) throws IOException {
        try (WarmRunner runner = open(ready)) {
            ToolResult result = runner.run(
                    ToolCall.of("python", Map.of("code", "import time; print('before', flush=True); time.sleep(60)"))
                            .withWallTime(Duration.ofMillis(700)));
            assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(result.stdout().text()).isEqualTo("before\n");
        }
    }

    /** Each keeps a connection of the client's, which has not so many for one call at a time. */
    @Test
    void moreReadySandboxesThanCallsNeedConnections() throws IOException {
        try (WarmRunner runner = open(1, Map.of("shell", 16))) {
            ToolResult result = runner.run(ToolCall.of("shell", Map.of("script", "echo on")));
            assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.OK);
            assertThat(result.sandbox().warm()).isTrue();
        }
    }

    private WarmRunner open(boolean ready) throws IOException {
        return open(4, ready ? Map.of("python", 1) : Map.of());
    }

    private WarmRunner open(int places, Map<String, Integer> warm) throws IOException {
        RunnerConfig config = TestHost.config(folder.resolve("state"));
        return new WarmRunner(config.withSandbox(new SandboxSettings(
                engine.address(), null, Set.of(), places, Duration.ofSeconds(30), List.of(), warm)));
    }
}
