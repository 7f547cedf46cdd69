package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool that turns on the relay, which has its own rights, or goes around it. */
@RequiresEngine
class RelayIT {
    private static final String FIND_RELAY = """
            import os, signal, socket, time
            relay = [int(pid) for pid in os.listdir('/proc') if pid.isdigit() and open('/proc/%s/comm' % pid).read() == 'relay\\n'][0]
            """;

    @TempDir
    private Path state;

    private TestServer server;
    private FakeNetwork network;
    private NetworkedTool tool;

    @BeforeEach
    void open() {
        server = TestServer.start(TestServer::echo);
        network = new FakeNetwork()
                .name("api.example.com", "93.184.216.34")
                .server("93.184.216.34", 443, server.address());
        tool = new NetworkedTool(state.resolve("s"), network, "api.example.com:443");
    }

    @AfterEach
    void close() throws IOException {
        tool.close();
        server.close();
    }

    @Test
    void withoutTheRelayThereIsNoTraffic() {
        Map<String, Object> seen = tool.observe(FIND_RELAY + """
                s = socket.create_connection(('api.example.com', 443), 5)
                s.sendall(b'x')
                seen['before'] = s.recv(1).decode()
                os.kill(relay, signal.SIGKILL)
                time.sleep(0.2)
                try:
                    s.settimeout(2)
                    s.sendall(b'x')
                    seen['after'] = s.recv(1).decode()
                except OSError as e:
                    seen['after'] = type(e).__name__
                try:
                    socket.create_connection(('api.example.com', 443), 2)
                    seen['again'] = 'connected'
                except OSError as e:
                    seen['again'] = type(e).__name__
                """);

        assertThat(seen).containsEntry("before", "x").containsEntry("again", "ConnectionRefusedError");
        assertThat(seen.get("after")).isIn("", "ConnectionResetError", "BrokenPipeError");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void whoTakesItsPlaceGetsNoFurther() {
        Map<String, Object> seen = tool.observe(FIND_RELAY + """
                os.kill(relay, signal.SIGKILL)
                time.sleep(0.2)
                own = socket.socket()
                own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                own.bind(('127.0.1.1', 443))
                own.listen()
                c = socket.create_connection(('api.example.com', 443), 2)
                seen['talks to'] = 'itself' if own.accept() else None
                u = socket.socket(socket.AF_UNIX)
                u.connect('/.toolrun/net/1')
                seen['answer'] = u.recv(1).decode()
                u.sendall(b'CONNECT 169.254.169.254:80 HTTP/1.1\\r\\n\\r\\n')
                seen['echo'] = u.recv(100).decode()
                for name in ('0', '2', '../1', '17'):
                    try:
                        socket.socket(socket.AF_UNIX).connect('/.toolrun/net/' + name)
                        seen['other'] = name
                    except OSError:
                        pass
                """);

        assertThat(seen).containsEntry("answer", "+").doesNotContainKey("other");
        assertThat((String) seen.get("echo")).startsWith("CONNECT");
        assertThat(network.dialled()).containsExactly("93.184.216.34:443");
    }

    @Test
    void itCanNotBeLookedIntoNorTraced() {
        Map<String, Object> seen = tool.observe(FIND_RELAY + """
                seen['opened'] = []
                for what in ('mem', 'environ', 'maps', 'fd/3', 'root/etc/hosts'):
                    try:
                        os.close(os.open('/proc/%d/%s' % (relay, what), os.O_RDONLY))
                        seen['opened'].append(what)
                    except OSError:
                        pass
                try:
                    os.listdir('/proc/%d/fd' % relay)
                    seen['opened'].append('fd')
                except OSError:
                    pass
                """);

        assertThat(seen.get("opened")).isEqualTo(List.of());
    }

    @Test
    void itNeitherDelaysTheEndNorCountsAsTheTool() {
        ToolResult quick = tool.run("import sys; sys.exit(7)");
        assertThat(quick.reason()).isEqualTo(Reason.NONZERO_EXIT);
        assertThat(quick.outcome()).isEqualTo(new Outcome.Completed(Reason.NONZERO_EXIT, 7, null));
        assertThat(quick.usage().wallMs()).isLessThan(2000);

        ToolResult stopped = tool.run(FIND_RELAY + """
                s = socket.create_connection(('api.example.com', 443), 5)
                os.kill(relay, signal.SIGSTOP)
                print('stopped')
                """);
        assertThat(stopped.reason()).as(stopped.stderr().text()).isEqualTo(Reason.OK);
        assertThat(stopped.usage().wallMs()).isLessThan(2000);
    }

    @Test
    void moreConnectionsThanItTakesWaitForTheirTurn() {
        Map<String, Object> seen = tool.observe("""
                import socket
                held = [socket.create_connection(('api.example.com', 443), 5) for i in range(60)]
                for s in held:
                    s.settimeout(5)
                    s.sendall(b'x')
                answered = 0
                for s in held:
                    answered += s.recv(1) == b'x'
                    s.close()
                seen['answered'] = answered
                """);

        assertThat(seen).containsEntry("answered", 60);
        assertThat(server.accepted()).isEqualTo(60);
    }

    @Test
    void twoCallsDoNotSeeEachOthersSockets() throws Exception {
        try (TestServer other = TestServer.start(TestServer::echo);
                NetworkedTool second = new NetworkedTool(
                        state.resolve("t"),
                        new FakeNetwork()
                                .name("b.example", "93.184.216.35")
                                .server("93.184.216.35", 443, other.address()),
                        "b.example:443")) {
            String code = """
                    import os, socket, time
                    time.sleep(1)
                    seen['names'] = [n for n in map(str, range(0, 20)) if os.path.exists('/.toolrun/net/' + n)]
                    seen['hosts'] = [l.split()[1] for l in open('/etc/hosts') if l.startswith('127.0.1.')]
                    s = socket.socket(socket.AF_UNIX)
                    s.connect('/.toolrun/net/1')
                    s.recv(1)
                    """;
            var first = java.util.concurrent.CompletableFuture.supplyAsync(() -> tool.observe(code));
            Map<String, Object> seenBySecond = second.observe(code);

            assertThat(first.get())
                    .containsEntry("names", List.of("1"))
                    .containsEntry("hosts", List.of("api.example.com"));
            assertThat(seenBySecond).containsEntry("names", List.of("1")).containsEntry("hosts", List.of("b.example"));
            assertThat(server.accepted()).isEqualTo(1);
            assertThat(other.accepted()).isEqualTo(1);
        }
    }
}
