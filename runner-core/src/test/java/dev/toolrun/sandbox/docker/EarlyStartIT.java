package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting a program before its call goes well or is as if it had not been, whatever the program does. */
@RequiresEngine
class EarlyStartIT {
    private static final Map<String, String> CONSTANTS = Map.of("PATH", "/usr/bin", "LANG", "C.UTF-8");

    @Test
    void variablesOfAnySizeArrive() throws Exception {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 3000; i++) {
            many.put("TOOLRUN_" + i, "v=\n" + i);
        }
        for (int i = 0; i < 15; i++) {
            many.put("TOOLRUN_LONG" + i, "ü".repeat(50_000) + i);
        }
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, "python3", "main.py");
            sandbox.sendEnvironment(many);
            sandbox.send('F', "main.py");
            sandbox.send('f', """
                    import os
                    got = {name: value for name, value in os.environ.items() if name.startswith("TOOLRUN_")}
                    print(len(got), sum(map(len, got.values())), repr(got["TOOLRUN_7"]), got["TOOLRUN_LONG3"][-2:])
                    """);
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            int characters = many.values().stream().mapToInt(String::length).sum();
            assertThat(sandbox.stdout()).isEqualTo("3015 " + characters + " 'v=\\n7' ü3\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCallsVariableReplacesTheConstant(boolean waits) throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of(waits ? "python" : "shell")) {
            Trailer waiting = sandbox.early(
                    Map.of("LANG", "C.UTF-8", "PATH", "/usr/bin", "ONE", "constant"),
                    waits ? "python3" : "env",
                    waits ? "main.py" : "-0");
            assertThat(waiting.get("waiting")).isEqualTo(waits ? "1" : "0");
            sandbox.send('E', "ONE=first", "ONE=call", "TWO=call");
            sandbox.send('F', "main.py");
            sandbox.send('f', "import os; print(*(f'{k}={v}' for k, v in os.environ.items()), sep='\\0', end='\\0')");
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            assertThat(sandbox.stdout().split("\0"))
                    .containsExactlyInAnyOrder("LANG=C.UTF-8", "PATH=/usr/bin", "ONE=call", "TWO=call");
        }
    }

    /** Nothing was started: the program of a call runs for a call alone. */
    @Test
    void whatCannotWaitIsNotStarted() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("shell")) {
            assertThat(sandbox.early(CONSTANTS, "sh", "-c", "ls /workspace; echo >> ran; cat ran")
                            .values())
                    .isEqualTo(Map.of("waiting", "0"));
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            assertThat(sandbox.stdout()).isEqualTo("out\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOOLRUN_WAIT", "NODE_OPTIONS"})
    void aVariableOfTheToolsOwnIsNotTakenFromIt(String name) throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("node")) {
            assertThat(sandbox.early(Map.of("PATH", "/usr/bin", name, ""), "node", "-p", "Object.keys(process.env)")
                            .values())
                    .isEqualTo(Map.of("waiting", "0"));
            sandbox.send('E', name + "=--no-warnings");
            assertThat(sandbox.call().get("exit")).isIn("0", "70");
            assertThat(sandbox.stdout() + sandbox.stderr()).contains(name);
        }
    }

    @Test
    void whatCannotBeStartedIsSaidByTheCall() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            assertThat(sandbox.early(Map.of("PATH", "/nowhere"), "python3").values())
                    .isEqualTo(Map.of("waiting", "0"));
            assertThat(sandbox.call().get("start_error")).isEqualTo("ENOENT");
        }
    }

    /** Whoever waits has used up nothing of its call. */
    @Test
    void timeIsCountedFromTheCall() throws Exception {
        String busy = """
                import os, time
                early = int(os.environ["TOOLRUN_WAIT"])
                while time.process_time() < 1: pass
                os.write(early, b"+")
                while os.read(early, 1000): pass
                """;
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, "python3", "-S", "-c", busy);
            Trailer trailer = sandbox.call();
            assertThat(trailer.get("exit")).isEqualTo("0");
            assertThat(trailer.number("cpu_us")).isLessThan(900_000);
            assertThat(sandbox.stderr()).isEmpty();
        }
    }

    /** The relay is a copy of the first process, and must not keep the program waiting. */
    @Test
    void aRelayChangesNothing() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.withNetwork("python")) {
            sandbox.makeWait(CONSTANTS, "python3", "main.py");
            sandbox.send('F', "main.py");
            sandbox.send('f', """
                    import socket
                    connection = socket.create_connection(("127.0.1.1", 8080))
                    try:
                        print(connection.recv(1))
                    except ConnectionResetError:
                        print("nobody behind it")
                    """);
            sandbox.send('N', "host=1\nport=8080\n");
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            assertThat(sandbox.stdout()).isEqualTo("nobody behind it\n");
        }
    }

    @Test
    void itsDeadlineIsTheCalls() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, "python3", "-c", "import time; print('started', flush=True); time.sleep(600)");
            assertThat(sandbox.call(Duration.ofMillis(500)).values())
                    .containsEntry("stopped", "timeout")
                    .containsEntry("signal", "9");
        }
    }
}
