package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TestHost;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl, told to go wherever it is sent, gets as far as the tool may. */
@RequiresEngine
class FetchIT {
    private static final int COULD_NOT_RESOLVE = 6;
    private static final int NO_TLS = 35;
    private static final String FILE = """
            name: fetch
            description: Fetches and follows.
            inputSchema: {type: object, required: [url], properties: {url: {type: string}}}
            image: toolrun/fetch
            command: [curl, --silent, --show-error, --location, --max-time, "10", --, "{{url}}"]
            network: {allow: ["api.example.com:80"]}
            """;

    @TempDir
    private Path state;

    @Test
    void itFetches() throws IOException {
        try (TestServer server = TestServer.start(TestServer::http);
                NetworkedTool tool = tool(server)) {
            ToolResult result = tool.run(Map.of("url", "http://api.example.com/"));

            assertThat(result.stdout().text()).as(result.stderr().text()).isEqualTo("hello");
        }
    }

    @Test
    void aRedirectLeadsNowhereElse() throws IOException {
        try (TestServer server = TestServer.start(socket -> socket.getOutputStream()
                        .write(("HTTP/1.1 302 Found\r\nLocation: http://other.example.com/\r\nContent-Length: 0\r\n"
                                        + "Connection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
                NetworkedTool tool = tool(server)) {
            ToolResult result = tool.run(Map.of("url", "http://api.example.com/"));

            assertThat(result.outcome()).isEqualTo(new Outcome.Completed(Reason.NONZERO_EXIT, COULD_NOT_RESOLVE, null));
            assertThat(result.stderr().text()).contains("other.example.com");
        }
    }

    @Test
    void theExampleFetches() throws IOException {
        Path file = TestHost.CHECKOUT.resolve("examples/tools/web_fetch.yaml");
        String plain = Files.readString(file).replace("https", "http").replace("com:443", "com:80");
        FakeNetwork network = new FakeNetwork().name("example.com", "93.184.216.34");
        try (TestServer server = TestServer.start(TestServer::http);
                NetworkedTool tool = new NetworkedTool(
                        state.resolve("e"),
                        network.server("93.184.216.34", 80, server.address()),
                        ToolFiles.parse("web_fetch.yaml", plain))) {
            ToolResult result = tool.run(Map.of("url", "http://example.com/"));
            assertThat(result.stdout().text()).as(result.stderr().text()).isEqualTo("hello");
        }
    }

    @Test
    void theExampleTalksTlsOnly() throws IOException {
        FakeNetwork network = new FakeNetwork().name("example.com", "93.184.216.34");
        try (TestServer server = TestServer.start(socket -> socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\n\r\nplain".getBytes(StandardCharsets.US_ASCII)));
                NetworkedTool tool = new NetworkedTool(
                        state.resolve("t"),
                        network.server("93.184.216.34", 443, server.address()),
                        ToolFiles.load(TestHost.CHECKOUT.resolve("examples/tools/web_fetch.yaml")))) {
            ToolResult result = tool.run(Map.of("url", "https://example.com/"));
            assertThat(result.outcome())
                    .as(result.stderr().text())
                    .isEqualTo(new Outcome.Completed(Reason.NONZERO_EXIT, NO_TLS, null));
            assertThat(network.dialled()).containsExactly("93.184.216.34:443");
        }
    }

    private NetworkedTool tool(TestServer server) {
        FakeNetwork network = new FakeNetwork()
                .name("api.example.com", "93.184.216.34")
                .name("other.example.com", "93.184.216.34")
                .server("93.184.216.34", 80, server.address());
        return new NetworkedTool(state.resolve("s"), network, ToolFiles.parse("fetch.yaml", FILE));
    }
}
