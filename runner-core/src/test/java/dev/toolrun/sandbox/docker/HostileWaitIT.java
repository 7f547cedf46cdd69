package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that was started early and does not do as it should gains nothing, and the call does not lose by it. */
@RequiresEngine
class HostileWaitIT {
    private static final Map<String, String> CONSTANTS = Map.of("PATH", "/usr/bin", "LANG", "C.UTF-8");

    /** More than a socket holds, so that nothing has been handed over before it is read. */
    private static final String LONG = "L=" + "x".repeat(131_000);

    private static final int LONGS = 12;

    /** Without {@code site} Python does not wait: whatever the program does early, a hostile interpreter can do. */
    private static String[] command(String early) {
        return new String[] {"python3", "-S", "-c", """
                import os, sys, time
                if "TOOLRUN_WAIT" in os.environ:
                    early = int(os.environ["TOOLRUN_WAIT"])
                    %s
                    os._exit(0)
                processes = [name for name in os.listdir("/proc") if name.isdigit()]
                print("anew", sys.stdin.read(), len(processes), len(os.environ))
                """.formatted(early)};
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass",
                "1/0",
                "os.kill(os.getpid(), 9)",
                "os.write(early, b'?'); time.sleep(600)",
                "os.close(early); time.sleep(600)",
                "time.sleep(600)",
                "os.fork() == 0 and time.sleep(600)",
                "os.fork() == 0 and os.setsid() and os.close(early) and time.sleep(600)",
                "print('x' * 1000000)",
            })
    void whatDoesNotWaitIsEndedAndStartedAnew(String early) throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            assertThat(sandbox.early(CONSTANTS, command(early)).values()).isEqualTo(Map.of("waiting", "0", "ran", "1"));
            sandbox.send('I', "input");
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            assertThat(sandbox.stdout()).isEqualTo("anew input 2 2\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os.write(early, b'+'); print('lost'); time.sleep(600)",
                "os.write(early, b'+'); os.read(early, 1)",
                "os.write(early, b'+'); os.fork() == 0 and time.sleep(600); os.read(early, 1)",
                "os.write(early, b'+' * 1000); os.read(early, 1); os.close(early); time.sleep(600)",
            })
    void whatDoesNotTakeItsCallIsEndedAndStartedAnew(String early) throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, command(early));
            for (int i = 0; i < LONGS; i++) {
                sandbox.send('E', "N" + i + LONG);
            }
            sandbox.send('I', "input");
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            assertThat(sandbox.stdout()).isEqualTo("anew input 2 " + (LONGS + 2) + "\n");
        }
    }

    /** Such a call has begun, as far as anybody can know: it is not run again. */
    @Test
    void whatHasTakenItsCallIsNotStartedAnew() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(
                    CONSTANTS,
                    command("os.write(early, b'+'); list(iter(lambda: os.read(early, 1000), b'')); os._exit(9)"));
            sandbox.send('E', "TOOLRUN_USER=alice");
            sandbox.send('I', "input");
            Trailer trailer = sandbox.call();
            assertThat(trailer.get("exit")).isEqualTo("9");
            assertThat(sandbox.stdout()).isEmpty();
        }
    }

    @Test
    void whatReadsNothingEndsWithItsTime() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, command("os.write(early, b'+'); time.sleep(600)"));
            sandbox.send('E', "TOOLRUN_USER=alice");
            assertThat(sandbox.call(Duration.ofMillis(300)).get("stopped")).isEqualTo("timeout");
        }
    }

    /** An interpreter that is not told all of its call runs nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Eone=1", "Eone=1\\0", "Eone=1\\0Etwo", "Eone=1\\0X"})
    void halfACallIsNone(String told) throws Exception {
        assertRunsNothing("python", told, "python3", "-c", """
                import os, socket, subprocess, sys
                ours, its = socket.socketpair()
                waiting = dict(os.environ, TOOLRUN_WAIT=str(its.fileno()))
                child = subprocess.Popen([sys.executable, "-c", "print(1)"], pass_fds=[its.fileno()], env=waiting)
                its.close()
                assert ours.recv(10) == b"+"
                ours.sendall(b"%s")
                ours.close()
                print(child.wait())
                """);
        assertRunsNothing("node", told, "node", "-e", """
                const env = { ...process.env, TOOLRUN_WAIT: '3', NODE_OPTIONS: '--require=/.toolrun/wait.cjs' };
                const stdio = ['ignore', 'inherit', 'inherit', 'pipe'];
                const child = require('child_process').spawn('node', ['-p', '1'], { env, stdio });
                child.stdio[3].once('data', up => { if (String(up) === '+') child.stdio[3].end('%s'); });
                child.on('exit', console.log);
                """);
    }

    private static void assertRunsNothing(String image, String told, String... command) throws Exception {
        command[2] = command[2].formatted(told);
        try (FramedSandbox sandbox = FramedSandbox.of(image)) {
            sandbox.send('A', command);
            sandbox.sendEnvironment(CONSTANTS);
            assertThat(sandbox.call().get("exit")).isEqualTo("0");
            assertThat(sandbox.stdout()).startsWith("70").hasLineCount(1);
            assertThat(sandbox.stderr()).isEqualTo("toolrun: the call did not reach the waiting interpreter\n");
        }
    }

    @Test
    void whatIsNotOfTheProtocolEndsEverything() throws Exception {
        assertThat(lastWords(Frame.of('K', ""))).endsWith("unexpected frame");
        assertThat(lastWords(Frame.of('P', ""))).endsWith("started early twice");
        assertThat(lastWords(Frame.of('E', "NAME=a\0b"))).endsWith("argument or variable with a NUL");
        assertThat(lastWords(Frame.of('E', "NAME"))).endsWith("variable without a name");
        assertThat(lastWords(Frame.of('G', ""))).endsWith("no configuration");
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.send('P', "");
            assertThat(sandbox.lastWords()).endsWith("no command");
        }
    }

    private static String lastWords(Frame frame) throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, "python3", "main.py");
            sandbox.send(frame);
            String words = sandbox.lastWords();
            assertThat(sandbox.awaitEnd()).isEqualTo(70);
            return words;
        }
    }

    @Test
    void aRunnerThatGoesEndsEverything() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.makeWait(CONSTANTS, "python3", "main.py");
            sandbox.leave();
            assertThat(sandbox.awaitEnd()).isZero();
        }
    }

    /** Also while the program has not come up yet. */
    @Test
    void aRunnerThatGoesIsNotWaitedFor() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.of("python")) {
            sandbox.send('A', "python3", "-S", "-c", "import time; time.sleep(600)");
            sandbox.sendEnvironment(CONSTANTS);
            sandbox.send('P', "");
            long began = System.nanoTime();
            sandbox.leave();
            assertThat(sandbox.awaitEnd()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void noCallComesForever() throws Exception {
        try (FramedSandbox sandbox = FramedSandbox.thatLives(Duration.ofSeconds(2), "python")) {
            sandbox.makeWait(CONSTANTS, "python3", "main.py");
            assertThat(sandbox.awaitEnd()).isZero();
        }
    }
}
