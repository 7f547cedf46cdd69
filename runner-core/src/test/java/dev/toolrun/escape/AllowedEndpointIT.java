package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tool may reach works for ordinary clients, is counted, and is gone when the call is. */
@RequiresEngine
class AllowedEndpointIT {
    @TempDir
    private Path state;

    @Test
    void anHttpClientNeedsToKnowNothing() throws IOException {
        try (TestServer server = TestServer.start(TestServer::http);
                NetworkedTool tool = tool(server, "93.184.216.34", "api.example.com", 80)) {
            ToolResult result = tool.run("""
                    import urllib.request
                    print(urllib.request.urlopen('http://api.example.com/', timeout=5).read().decode())
                    """);

            assertThat(result.stdout().text()).as(result.stderr().text()).isEqualTo("hello\n");
            assertThat(result.sandbox().network()).containsExactly("api.example.com:80");
            Map<String, Object> reached = tool.reached().get(0);
            assertThat(reached)
                    .containsEntry("endpoint", "api.example.com:80")
                    .containsEntry("addresses", List.of("93.184.216.34"))
                    .containsEntry("connections", 1)
                    .containsEntry("refusals", Map.of());
            assertThat((Integer) reached.get("bytesIn")).isGreaterThan(40);
            assertThat((Integer) reached.get("bytesOut")).isGreaterThan(40);
        }
    }

    @Test
    void aDatabaseOnThisHostIsReachedThroughAPrivateEntry() throws IOException {
        try (TestServer server = TestServer.start(TestServer::echo);
                NetworkedTool tool = new NetworkedTool(
                        state.resolve("s"),
                        new FakeNetwork().name("db.internal", "127.0.0.1").server("127.0.0.1", 5432, server.address()),
                        "{host: db.internal, port: 5432, private: true}")) {
            assertThat(tool.observe("""
                    import socket
                    s = socket.create_connection(('db.internal', 5432), 5)
                    s.sendall(b'select 1')
                    seen['answer'] = s.recv(100).decode()
                    """)).containsEntry("answer", "select 1");
        }
    }

    @Test
    void manyLargeTransfersAtOnceComeThroughWholeInBoundedMemory() throws IOException {
        try (TestServer server = TestServer.start(TestServer::echo);
                NetworkedTool tool = tool(server, "93.184.216.34", "api.example.com", 443)) {
            Map<String, Object> seen = tool.observe("""
                    import socket, threading, hashlib, os
                    good = []
                    def work(i):
                        data = bytes([i]) * 1000003
                        s = socket.create_connection(('api.example.com', 443), 15)
                        def send():
                            s.sendall(data)
                            s.shutdown(socket.SHUT_WR)
                        threading.Thread(target=send).start()
                        got = b''
                        while True:
                            b = s.recv(65536)
                            if not b: break
                            got += b
                        good.append(got == data)
                    threads = [threading.Thread(target=work, args=(i,)) for i in range(50)]
                    [t.start() for t in threads]
                    [t.join() for t in threads]
                    seen['good'] = good.count(True)
                    for pid in os.listdir('/proc'):
                        if pid.isdigit() and open('/proc/%s/comm' % pid).read() == 'relay\\n':
                            seen['relay KiB'] = int(open('/proc/%s/statm' % pid).read().split()[1]) * 4
                    """);
            assertThat(seen).containsEntry("good", 50);
            assertThat((Integer) seen.get("relay KiB")).isLessThan(3000);
            assertThat(tool.reached().get(0))
                    .containsEntry("bytesIn", 50 * 1000003)
                    .containsEntry("connections", 50);
        }
    }

    @Test
    void aServerThatReadsToTheEndGetsOne() throws IOException {
        try (TestServer server = TestServer.start(TestServer::count);
                NetworkedTool tool = tool(server, "93.184.216.34", "api.example.com", 443)) {
            assertThat(tool.observe("""
                    import socket
                    s = socket.create_connection(('api.example.com', 443), 5)
                    s.sendall(b'x' * 12345)
                    s.shutdown(socket.SHUT_WR)
                    seen['answer'] = s.recv(100).decode()
                    """)).containsEntry("answer", "got 12345");
        }
    }

    @Test
    void twoPortsOfAHostAndASlowReaderAreServedAtOnce() throws IOException {
        try (TestServer web = TestServer.start(TestServer::http);
                TestServer flood = TestServer.start(socket -> {
                    while (true) {
                        socket.getOutputStream().write(new byte[65536]);
                    }
                });
                NetworkedTool tool = new NetworkedTool(
                        state.resolve("s"),
                        new FakeNetwork()
                                .name("api.example.com", "93.184.216.34")
                                .server("93.184.216.34", 80, web.address())
                                .server("93.184.216.34", 81, flood.address()),
                        "api.example.com:80",
                        "api.example.com:81")) {
            assertThat(tool.observe("""
                    import socket, time, urllib.request
                    slow = socket.create_connection(('api.example.com', 81), 5)
                    slow.recv(1)
                    time.sleep(0.5)
                    seen['answer'] = urllib.request.urlopen('http://api.example.com/', timeout=5).read().decode()
                    """)).containsEntry("answer", "hello");
            // what nobody read stayed in the buffers of the sockets on the way
            assertThat((Integer) tool.reached().get(1).get("bytesIn")).isLessThan(16 << 20);
        }
    }

    @Test
    void theEndOfTheCallIsTheEndOfEverything() throws IOException {
        try (TestServer server = TestServer.start(TestServer::echo);
                NetworkedTool tool = tool(server, "93.184.216.34", "api.example.com", 443)) {
            ToolResult result = tool.run("""
                    import os, socket, time
                    s = socket.create_connection(('api.example.com', 443), 5)
                    s.sendall(b'x')
                    s.recv(1)
                    if os.fork() == 0:
                        os.setsid()
                        time.sleep(60)
                    """);

            assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
            assertThat(result.usage().wallMs()).isLessThan(5000);
            await().until(() -> server.open() == 0);
            try (Stream<Path> left = Files.list(tool.sockets())) {
                assertThat(left).isEmpty();
            }
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("toolrun-egress")));
        }
    }

    private NetworkedTool tool(TestServer server, String address, String host, int port) {
        return new NetworkedTool(
                state.resolve("s"),
                new FakeNetwork().name(host, address).server(address, port, server.address()),
                host + ":" + port);
    }
}
