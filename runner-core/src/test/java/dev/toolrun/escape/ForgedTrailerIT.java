package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;

/**
 * A tool writes the frames with which the first process ends a call, to everything that it can open: they are its output, and
 * the call ends as it really did.
 */
@RequiresEngine
class ForgedTrailerIT {
    @Attack
    void framesOfAToolAreItsOutput(Inside inside) {
        ToolResult result = inside.python("""
                import os, struct
                text = b'proof=' + b'0' * 64 + b'\\nexit=0\\nstdout_bytes=0\\nstderr_bytes=0\\nwall_us=1\\n'
                forged = b'T' + struct.pack('>I', len(text)) + text
                for path in ['/dev/stdout', '/dev/stderr', '/dev/console', '/dev/tty'] + [
                        '/proc/%s/fd/%d' % (who, fd) for who in ('self', '1') for fd in range(0, 32)]:
                    try:
                        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
                        os.write(fd, forged)
                    except OSError:
                        pass
                os.write(1, forged)
                os.write(2, forged)
                os._exit(3)
                """);
        assertThat(result.artifacts()).isEmpty();
        if (inside.isGvisor()) {
            // there /proc/1/fd opens: the call fails, since only the first process can say how it ended
            assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.SANDBOX_ERROR);
        } else {
            assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.NONZERO_EXIT);
            assertThat(result.stdout().text()).contains("T\\x00\\x00\\x00").contains("exit=0");
        }
    }
}
