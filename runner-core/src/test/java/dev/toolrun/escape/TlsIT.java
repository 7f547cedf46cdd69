package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS is between the tool and the server: the tool sees the server's own certificate, and checks it against the name. */
@RequiresEngine
class TlsIT {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String GET = """
            import http.client, ssl, sys
            trusted = ssl.create_default_context(cadata=sys.stdin.read())
            connection = http.client.HTTPSConnection('%s', 443, context=trusted, timeout=10)
            connection.request('GET', '/')
            print(connection.getresponse().read().decode())
            """;

    @TempDir
    private Path state;

    private Path keyStore;
    private String certificate;

    @BeforeEach
    void makeCertificate() throws IOException, InterruptedException {
        keyStore = state.resolve("server.p12");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=dns:secure.example.com");
        Path pem = state.resolve("server.pem");
        keytool("-exportcert", "-rfc", "-file", pem.toString());
        certificate = Files.readString(pem);
    }

    @Test
    void theToolTalksTlsWithTheServerItself() throws Exception {
        try (TestServer server = tlsServer();
                NetworkedTool tool = tool(server)) {
            ToolResult result = tool.run(GET.formatted("secure.example.com"), certificate);

            assertThat(result.stdout().text()).as(result.stderr().text()).isEqualTo("hello\n");
        }
    }

    @Test
    void anotherServersCertificateIsNoticed() throws Exception {
        try (TestServer server = tlsServer();
                NetworkedTool tool = tool(server)) {
            ToolResult result = tool.run(GET.formatted("other.example.com"), certificate);

            assertThat(result.reason()).isEqualTo(Reason.NONZERO_EXIT);
            assertThat(result.stderr().text()).contains("CERTIFICATE_VERIFY_FAILED", "Hostname mismatch");
        }
    }

    private NetworkedTool tool(TestServer server) {
        FakeNetwork network = new FakeNetwork()
                .name("secure.example.com", "93.184.216.34")
                .name("other.example.com", "93.184.216.34")
                .server("93.184.216.34", 443, server.address());
        return new NetworkedTool(state.resolve("s"), network, "secure.example.com:443", "other.example.com:443");
    }

    private TestServer tlsServer() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        ServerSocket socket =
                tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        return new TestServer(socket, TestServer::http);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "server", "-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        command.addAll(List.of("-keystore", keyStore.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
