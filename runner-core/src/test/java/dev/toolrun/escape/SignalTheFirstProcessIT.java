package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;

/**
 * A tool sends every signal there is to the first process, by every call that sends one, and then to everybody: the call goes
 * on, or ends as the tool's own ending.
 */
@RequiresEngine
class SignalTheFirstProcessIT {
    @Attack(notUnderGvisor = "there SIGKILL ends the first process and with it the call, which then fails: RuntimesIT")
    void itNoticesNothing(Inside inside) {
        ToolResult result = inside.python("""
                import ctypes, os, signal, time
                libc = ctypes.CDLL(None)
                information = ctypes.create_string_buffer(128)
                pidfd = libc.syscall(434, 1, 0)
                for number in range(1, 65):
                    ctypes.memset(information, 0, 128)
                    ctypes.c_int.from_buffer(information, 0).value = number
                    ctypes.c_int.from_buffer(information, 8).value = -1     # SI_QUEUE
                    for call in ((62, 1), (200, 1), (234, 1, 1)):           # kill, tkill, tgkill
                        libc.syscall(*call, number)
                    libc.syscall(129, 1, number, information)               # rt_sigqueueinfo
                    libc.syscall(297, 1, 1, number, information)            # rt_tgsigqueueinfo
                    libc.syscall(424, pidfd, number, 0, 0)                  # pidfd_send_signal
                time.sleep(0.2)
                print('after all of them', flush=True)
                raise SystemExit(5)
                """);
        assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.NONZERO_EXIT);
        assertThat(result.stdout().text()).isEqualTo("after all of them\n");
    }

    @Attack(notUnderGvisor = "as above")
    void aSignalToEverybodyEndsTheToolAlone(Inside inside) {
        ToolResult result = inside.python("""
                import os
                if os.fork() == 0:
                    os.setsid()
                    os.kill(-1, 19)
                    os.kill(-1, 9)
                os.wait()
                """);
        assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.SIGNAL);
    }
}
