package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool without a network tries sockets of every family, looks at the network's files and asks for names: there is nothing but
 * the Unix family and a loopback.
 */
@RequiresEngine
class SocketToTheOutsideIT {
    @Attack
    void onlyUnixSocketsCanBeMade(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import socket
                made = set()
                for family in range(0, 64):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_RDM, socket.SOCK_SEQPACKET, 10):
                        for protocol in (0, 1, 6, 17, 132, 255):
                            if attempt(lambda: socket.socket(family, kind, protocol).close()) == 'done':
                                made.add(family)
                            if attempt(lambda: [s.close() for s in socket.socketpair(family, kind, protocol)]) == 'done':
                                made.add(family)
                seen['sockets'] = sorted(made)
                seen['high bits'] = [libc.syscall(41, ctypes.c_long(family | 1 << 32), 1, 0) for family in (2, 10, 16, 40)]
                try:
                    seen['resolved'] = socket.getaddrinfo('example.com', 443)
                except OSError:
                    seen['resolved'] = []
                """);
        assertThat(seen.get("sockets")).isEqualTo(List.of(1));
        assertThat(seen.get("high bits")).isEqualTo(List.of(-1, -1, -1, -1));
        assertThat(seen.get("resolved")).isEqualTo(List.of());
    }

    @Attack(notUnderGvisor = "gVisor without a network lists no interface in /proc/net/dev, and has no /sys/class/net")
    void thereIsNoInterfaceButTheLoopback(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['interfaces'] = [line.split(':')[0].strip() for line in open('/proc/net/dev').read().splitlines()[2:]]
                seen['devices'] = os.listdir('/sys/class/net')
                seen['routes'] = contents('/proc/net/route').splitlines()[1:]
                seen['neighbours'] = contents('/proc/net/arp').splitlines()[1:]
                seen['sockets'] = [line for line in contents('/proc/net/unix').splitlines()[1:] if len(line.split()) > 7]
                """);
        assertThat(seen.get("interfaces")).isEqualTo(List.of("lo"));
        assertThat(seen.get("devices")).isEqualTo(List.of("lo"));
        assertThat(seen.get("routes")).isEqualTo(List.of());
        assertThat(seen.get("neighbours")).isEqualTo(List.of());
        assertThat(seen.get("sockets")).as("sockets with a name").isEqualTo(List.of());
    }
}
