package dev.toolrun.escape.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endings that look alike from outside: each has its own reason, from what was really seen. */
@RequiresEngine
@ParameterizedClass(name = "ready before the call: {0}")
@ValueSource(booleans = {false, true})
class EndingsToldApartIT {
    @Parameter
    private boolean ready;

    @TempDir
    private Path state;

    @Test
    void aFirstProcessThatGivesUpIsNoLostEngine() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().fileSizeMiB(1))
                .run("print(1)", "€".repeat(1_000_000));
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.SANDBOX_ERROR);
        assertThat(result.started()).isNull();
    }

    private static final String INSTALLS_A_FILTER_THAT_KILLS = """
            import ctypes, struct
            prctl = ctypes.CDLL(None).prctl
            rules = ctypes.create_string_buffer(struct.pack('<HBBI', 0x06, 0, 0, 0x80000000))
            class Program(ctypes.Structure):
                _fields_ = [('length', ctypes.c_ushort), ('rules', ctypes.c_void_p)]
            program = Program(1, ctypes.addressof(rules))
            prctl(22, 2, ctypes.byref(program))
            print('still here')
            """;

    static List<Arguments> endings() {
        return List.of(
                Arguments.of("import os; os._exit(137)", new Outcome.Completed(Reason.NONZERO_EXIT, 137, null)),
                Arguments.of("import os; os._exit(159)", new Outcome.Completed(Reason.NONZERO_EXIT, 159, null)),
                Arguments.of(
                        "import os; os.kill(os.getpid(), 9)", new Outcome.Completed(Reason.SIGNAL, null, "SIGKILL")),
                Arguments.of(
                        "import os; os.kill(os.getpid(), 24)", new Outcome.Completed(Reason.SIGNAL, null, "SIGXCPU")),
                Arguments.of(
                        "import os; os.fork() or os.kill(os.getppid(), 9); os.wait()",
                        new Outcome.Completed(Reason.SIGNAL, null, "SIGKILL")),
                Arguments.of(
                        "import os; os.fork() or os.kill(-1, 9); os.wait()",
                        new Outcome.Completed(Reason.SIGNAL, null, "SIGKILL")),
                Arguments.of(INSTALLS_A_FILTER_THAT_KILLS, new Outcome.Completed(Reason.SIGNAL, null, "SIGSYS")),
                Arguments.of(
                        "import ctypes; ctypes.string_at(0)", new Outcome.Completed(Reason.SIGNAL, null, "SIGSEGV")),
                Arguments.of("import os; os.abort()", new Outcome.Completed(Reason.SIGNAL, null, "SIGABRT")),
                Arguments.of(
                        "import os; os.fork() or os.abort(); os.wait(); os._exit(0)",
                        new Outcome.Completed(Reason.OK, 0, null)),
                Arguments.of(
                        "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile True: pass",
                        new Outcome.Completed(Reason.SIGNAL, null, "SIGKILL")),
                Arguments.of(
                        "import resource as r; r.setrlimit(r.RLIMIT_AS, (1 << 28, 1 << 28)); bytearray(1 << 29)",
                        new Outcome.Completed(Reason.NONZERO_EXIT, 1, null)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void anEndOfTheToolsOwnIsNoLimit(String code, Outcome outcome) {
        ToolResult result =
                LimitedPython.with(state, ready, TestLimits.generous()).run(code);
        assertThat(result.outcome()).as("%s", result).isEqualTo(outcome);
        assertThat(result.limitsHit()).isEmpty();
    }

    @Test
    void memoryIsKnownByTheKernelsCountAndNotByTheSignal() {
        ToolResult result = LimitedPython.with(
                        state, ready, TestLimits.generous().memoryMiB(64))
                .run("""
                import os
                if os.fork() == 0:
                    taken = bytearray(1 << 30)
                os.wait()
                os._exit(0)
                """);
        assertThat(result.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    }
}
