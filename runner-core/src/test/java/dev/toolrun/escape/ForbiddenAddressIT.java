package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that whoever owns them lets stand for what a tool must not reach. */
@RequiresEngine
class ForbiddenAddressIT {
    private static final String TRY_ALL = """
            import socket
            seen['results'] = {}
            for host in %s:
                try:
                    s = socket.create_connection((host, 80), 5)
                    s.settimeout(5)
                    s.sendall(b'hello')
                    seen['results'][host] = s.recv(10).decode()
                except OSError as e:
                    seen['results'][host] = type(e).__name__
            """;

    @TempDir
    private Path state;

    @Test
    void eachForbiddenRangeIsRefusedAndRecorded() throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("private.example", "10.1.2.3");
        names.put("loopback.example", "127.0.0.1");
        names.put("loopback6.example", "::1");
        names.put("linklocal.example", "169.254.1.1");
        names.put("metadata.example", "169.254.169.254");
        names.put("metadata6.example", "fd00:ec2::254");
        names.put("carrier.example", "100.64.0.1");
        names.put("zero.example", "0.0.0.0");
        names.put("broadcast.example", "255.255.255.255");
        names.put("multicast.example", "224.0.0.1");
        names.put("mapped.example", "::ffff:127.0.0.1");
        names.put("nat64.example", "64:ff9b::7f00:1");
        names.put("sixtofour.example", "2002:7f00:1::1");
        names.put("teredo.example", "2001::7f00:1");
        names.put("unique.example", "fc00::1");
        names.put("own.example", "93.184.216.99");
        FakeNetwork network = new FakeNetwork().own("93.184.216.99");
        try (TestServer server = TestServer.start(TestServer::echo)) {
            names.forEach((host, address) -> network.name(host, address).server(address, 80, server.address()));
            String[] allow = names.keySet().stream().map(host -> host + ":80").toArray(String[]::new);
            try (NetworkedTool tool = new NetworkedTool(state.resolve("s"), network, allow)) {
                Map<String, Object> seen = tool.observe(TRY_ALL.formatted(list(names)));

                assertThat(((Map<?, ?>) seen.get("results")).values())
                        .hasSize(16)
                        .allMatch("ConnectionResetError"::equals);
                assertThat(network.dialled()).isEmpty();
                assertThat(server.accepted()).isZero();
                List<Map<String, Object>> reached = tool.reached();
                assertThat(reached).hasSize(16).allSatisfy(entry -> {
                    assertThat((Map<?, ?>) entry.get("refusals")).hasSize(1);
                    assertThat(entry).containsEntry("connections", 0).containsEntry("bytesOut", 0);
                });
                assertThat(reached.get(4).get("refusals"))
                        .isEqualTo(Map.of("the name stands for 169.254.169.254: cloud metadata service", 1));
            }
        }
    }

    @Test
    void aPrivateEntryStillNeverReachesMetadataOrLinkLocal() throws IOException {
        FakeNetwork network = new FakeNetwork()
                .name("a.example", "169.254.169.254")
                .name("b.example", "fe80::1")
                .name("c.example", "fd00:ec2::254")
                .name("d.example", "10.0.0.1", "169.254.169.254");
        try (NetworkedTool tool = new NetworkedTool(
                state.resolve("s"),
                network,
                "{host: a.example, port: 80, private: true}",
                "{host: b.example, port: 80, private: true}",
                "{host: c.example, port: 80, private: true}",
                "{host: d.example, port: 80, private: true}")) {
            tool.observe(TRY_ALL.formatted("['a.example', 'b.example', 'c.example', 'd.example']"));

            assertThat(network.dialled()).isEmpty();
        }
    }

    @Test
    void aNameThatIsReboundDuringTheCallIsDialledWhereItWasChecked() throws IOException {
        try (TestServer good = TestServer.start(TestServer::echo);
                TestServer internal = TestServer.start(TestServer::echo)) {
            FakeNetwork network = new FakeNetwork()
                    .name("rebinding.example", "93.184.216.34")
                    .name("rebinding.example", "127.0.0.1")
                    .server("93.184.216.34", 80, good.address())
                    .server("127.0.0.1", 80, internal.address());
            try (NetworkedTool tool = new NetworkedTool(state.resolve("s"), network, "rebinding.example:80")) {
                tool.observe(TRY_ALL.formatted("['rebinding.example'] * 3"));

                assertThat(network.dialled()).hasSize(3).allMatch("93.184.216.34:80"::equals);
                assertThat(internal.accepted()).isZero();

                // the next call resolves again, and is refused
                tool.observe(TRY_ALL.formatted("['rebinding.example']"));
                assertThat(network.dialled()).hasSize(3);
                assertThat(internal.accepted()).isZero();
            }
        }
    }

    private static String list(Map<String, String> names) {
        return "['" + String.join("', '", names.keySet()) + "']";
    }
}
