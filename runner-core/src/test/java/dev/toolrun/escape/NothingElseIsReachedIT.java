package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool that may reach one endpoint tries all others, by every way there is. */
@RequiresEngine
class NothingElseIsReachedIT {
    @TempDir
    private static Path state;

    private static TestServer server;
    private static NetworkedTool tool;

    @BeforeAll
    static void open() {
        server = TestServer.start(TestServer::echo);
        FakeNetwork network = new FakeNetwork()
                .name("api.example.com", "93.184.216.34")
                .name("other.example.com", "93.184.216.35")
                .server("93.184.216.34", 443, server.address())
                .server("93.184.216.34", 80, server.address())
                .server("93.184.216.35", 443, server.address());
        tool = new NetworkedTool(state.resolve("s"), network, "api.example.com:443");
    }

    @AfterAll
    static void close() throws IOException {
        tool.close();
        server.close();
    }

    @Test
    void otherPortsHostsAndAddresses() {
        Map<String, Object> seen = tool.observe("""
                import socket
                def attempt(host, port, family=socket.AF_INET):
                    try:
                        s = socket.socket(family, socket.SOCK_STREAM)
                        s.settimeout(2)
                        s.connect((host, port))
                        return 'connected'
                    except OSError as e:
                        return type(e).__name__
                seen['allowed'] = attempt('api.example.com', 443)
                seen['reached'] = [name for name, target in {
                    'other port': ('api.example.com', 80),
                    'other host': ('other.example.com', 443),
                    'loopback': ('127.0.0.1', 443),
                    'next loopback': ('127.0.1.2', 443),
                    'its address': ('93.184.216.34', 443),
                    'server on the host': ('127.0.0.1', %d),
                    'gateway': ('172.17.0.1', 80),
                    'metadata': ('169.254.169.254', 80),
                    'mapped': ('::ffff:93.184.216.34', 443, socket.AF_INET6),
                    'mapped metadata': ('::ffff:169.254.169.254', 80, socket.AF_INET6),
                    'IPv6': ('2606:4700:4700::1111', 443, socket.AF_INET6),
                    'IPv6 loopback': ('::1', 443, socket.AF_INET6),
                    'link-local': ('fe80::1', 443, socket.AF_INET6),
                }.items() if attempt(*target) == 'connected']
                seen['interfaces'] = [line.split(':')[0].strip() for line in open('/proc/net/dev').read().splitlines()[2:]]
                seen['routes'] = open('/proc/net/route').read().splitlines()[1:]
                seen['resolv'] = open('/etc/resolv.conf').read()
                """.formatted(server.port()));

        assertThat(seen).containsEntry("allowed", "connected");
        assertThat(seen.get("reached")).isEqualTo(List.of());
        assertThat(seen.get("interfaces")).isEqualTo(List.of("lo"));
        assertThat(seen.get("routes")).isEqualTo(List.of());
        assertThat(((String) seen.get("resolv")).lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder("nameserver 127.0.0.1");
    }

    @Test
    void otherProtocols() {
        Map<String, Object> seen = tool.observe("""
                import socket
                made = []
                for family in range(0, 50):
                    for kind in range(0, 16):
                        for flags in (0, socket.SOCK_CLOEXEC, 1 << 40):
                            for protocol in (0, 1, 6, 17, 58, 132, 136, 255, 262):
                                try:
                                    socket.socket(family, kind | flags, protocol).close()
                                    made.append((family, kind, protocol))
                                except (OSError, OverflowError):
                                    pass
                seen['made'] = sorted(set(m for m in made if m[0] != 1))
                seen['unix'] = sorted(set(m[1] for m in made if m[0] == 1))
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                seen['raw'] = []
                for family, kind, protocol in ((2, 2, 0), (2, 3, 1), (2, 1, 132), (2, 1, 262), (16, 3, 0), (17, 3, 0), (38, 5, 0),
                                               (40, 1, 0), (44, 3, 0), ((1 << 32) | 40, 1, 0), (2, (1 << 32) | 2, 0)):
                    fd = libc.syscall(41, ctypes.c_long(family), ctypes.c_long(kind), ctypes.c_long(protocol))
                    if fd >= 0:
                        seen['raw'].append((family, kind, protocol))
                """);

        assertThat(seen.get("made"))
                .isEqualTo(List.of(List.of(2, 1, 0), List.of(2, 1, 6), List.of(10, 1, 0), List.of(10, 1, 6)));
        assertThat(seen.get("raw")).isEqualTo(List.of());
    }

    @Test
    void namesOfOthersAreNotResolved() {
        Map<String, Object> seen = tool.observe("""
                import socket
                seen['resolved'] = []
                for name in ('example.com', 'other.example.com', 'secret.attacker.example', 'host.docker.internal', 'gateway.docker.internal'):
                    try:
                        seen['resolved'].append([name, socket.getaddrinfo(name, 443)[0][4][0]])
                    except OSError:
                        pass
                seen['allowed'] = sorted(set(a[4][0] for a in socket.getaddrinfo('api.example.com', 443, type=socket.SOCK_STREAM)))
                seen['upper case'] = socket.getaddrinfo('API.Example.COM', 443, type=socket.SOCK_STREAM)[0][4][0]
                """);

        assertThat(seen.get("resolved")).isEqualTo(List.of());
        assertThat(seen.get("allowed")).isEqualTo(List.of("127.0.1.1"));
        assertThat(seen).containsEntry("upper case", "127.0.1.1");
    }

    @Test
    void socketsOfTheHostInTheAbstractNamespace() {
        Map<String, Object> seen = tool.observe("""
                import socket
                seen['abstract'] = [line.split()[-1] for line in open('/proc/net/unix').read().splitlines()[1:]
                                    if line.split()[-1].startswith('@')]
                seen['connected'] = []
                for name in ('\\\\0/containerd-shim', '\\\\0/tmp/.X11-unix/X0', '\\\\0/org/kernel/udev/udevd'):
                    try:
                        s = socket.socket(socket.AF_UNIX)
                        s.connect(name)
                        seen['connected'].append(name)
                    except OSError:
                        pass
                """);

        assertThat(seen.get("abstract")).isEqualTo(List.of());
        assertThat(seen.get("connected")).isEqualTo(List.of());
    }

    @Test
    void theSocketsAreAllThatIsShownOfTheHost() {
        Map<String, Object> seen = tool.observe("""
                import os, stat
                place = '/.toolrun/net'
                seen['names'] = sorted(os.listdir(place)) if os.access(place, os.R_OK) else 'unlisted'
                seen['socket'] = stat.S_ISSOCK(os.stat(place + '/1').st_mode)
                seen['done'] = []
                def attempt(what, action):
                    try:
                        action()
                        seen['done'].append(what)
                    except OSError:
                        pass
                attempt('create', lambda: os.open(place + '/x', os.O_CREAT | os.O_WRONLY))
                attempt('socket', lambda: __import__('socket').socket(1).bind(place + '/2'))
                attempt('unlink', lambda: os.unlink(place + '/1'))
                attempt('rename', lambda: os.rename(place + '/1', place + '/2'))
                attempt('chmod', lambda: os.chmod(place + '/1', 0))
                attempt('touch', lambda: os.utime(place + '/1'))
                attempt('hosts', lambda: open('/etc/hosts', 'a'))
                attempt('up', lambda: os.listdir(place + '/../../../net'))
                """);

        assertThat(seen).containsEntry("names", "unlisted").containsEntry("socket", true);
        assertThat(seen.get("done")).isEqualTo(List.of());
    }
}
