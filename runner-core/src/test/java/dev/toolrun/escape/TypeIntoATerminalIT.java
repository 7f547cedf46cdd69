package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/** A tool looks for a terminal, makes one, or types into what it has (TIOCSTI): there is none to be had. */
@RequiresEngine
class TypeIntoATerminalIT {
    @Attack
    void thereIsNone(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['terminals'] = [fd for fd in (0, 1, 2) if os.isatty(fd)]
                for path in ('/dev/tty', '/dev/console', '/dev/ptmx', '/dev/pts/ptmx', '/dev/tty0', '/dev/tty1', '/dev/vcs', '/dev/vcsa1'):
                    if attempt_open(path, os.O_RDWR) == 'done':
                        seen['terminals'].append(path)
                letter = ctypes.create_string_buffer(b'x')
                null = os.open('/dev/null', os.O_RDWR)
                seen['typed'] = [
                    [fd, name] for fd in (0, 1, 2, null) for name, request in (('TIOCSTI', 0x5412), ('TIOCLINUX', 0x541c), ('TIOCCONS', 0x541d), ('TIOCSETD', 0x5423))
                    for high in (0, 1 << 32) if syscall('ioctl', fd, request | high, letter) != 'EPERM']
                """);
        assertThat(seen.get("terminals")).isEqualTo(List.of());
        assertThat(seen.get("typed")).isEqualTo(List.of());
    }
}
