package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.GvisorEngine;
import dev.toolrun.TestHost;
import dev.toolrun.WarmRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs code in fresh sandboxes of one kind. Its runner is opened when the first test uses it. */
final class Inside implements AutoCloseable {
    /** What the programs of {@link #observe} can use. */
    private static final String PRELUDE = prelude();

    private final String name;
    private final Settings settings;
    private @Nullable WarmRunner runner;
    private @Nullable Path state;

    /** Where the sandboxes are; may start an engine. */
    @FunctionalInterface
    interface Settings {
        SandboxSettings get();
    }

    Inside(String name, Settings settings) {
        this.name = name;
        this.settings = settings;
    }

    /** What a Python program puts into {@code seen}; it must succeed. {@code attack.py} says what else it can use. */
    Map<String, Object> observe(String code) {
        ToolResult result = python(PRELUDE + code + "\nprint(json.dumps(seen))\n");
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        return new LinkedHashMap<>(Json.parseObject(result.stdout().text()));
    }

    /** The elements of a list in what was seen. */
    static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    ToolResult python(String code) {
        return run(ToolCall.of("python", Map.of("code", code)));
    }

    ToolResult shell(String script) {
        return run(ToolCall.of("shell", Map.of("script", script)));
    }

    /** Whether its kernel is gVisor's, not the host's. */
    boolean isGvisor() {
        return name.equals(GvisorEngine.RUNSC);
    }

    /** Whether its sandboxes are there before their calls, and its Python is up. */
    boolean isReady() {
        return name.equals(Sandboxes.READY);
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public synchronized void close() throws IOException {
        if (runner != null) {
            runner.close();
        }
        if (state != null) {
            try (var paths = Files.walk(state)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private ToolResult run(ToolCall call) {
        ToolResult result = opened().run(call);
        assertThat(result.sandbox().warm()).isEqualTo(isReady());
        return result;
    }

    private synchronized WarmRunner opened() {
        if (runner == null) {
            try {
                SandboxSettings sandbox = settings.get();
                state = Files.createTempDirectory("toolrun-attacks");
                runner = new WarmRunner(TestHost.config(state.resolve("state")).withSandbox(sandbox));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return runner;
    }

    private static String prelude() {
        try (var in = Inside.class.getResourceAsStream("attack.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
