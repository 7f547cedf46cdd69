package dev.toolrun.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.tool.AllowedEndpoint;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private static final AllowedEndpoint API = new AllowedEndpoint("api.example.com", 443, false);

    private final TestServer server = TestServer.start(TestServer::echo);
    private final FakeNetwork network = new FakeNetwork();
    private final Endpoint endpoint = new Endpoint(API, network);

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void dialsTheAddressThatWasChecked() throws IOException {
        network.name("api.example.com", "93.184.216.34").server("93.184.216.34", 443, server.address());

        assertThat(connects()).isTrue();

        assertThat(network.dialled()).containsExactly("93.184.216.34:443");
        assertThat(endpoint.use().connections()).isEqualTo(1);
        assertThat(endpoint.use().addresses()).containsExactly("93.184.216.34");
        assertThat(endpoint.use().refusals()).isEmpty();
    }

    @Test
    void aNameThatIsReboundChangesNothing() throws IOException {
        network.name("api.example.com", "93.184.216.34")
                .name("api.example.com", "127.0.0.1")
                .server("93.184.216.34", 443, server.address())
                .server("127.0.0.1", 443, server.address());

        assertThat(connects()).isTrue();
        assertThat(connects()).isTrue();

        assertThat(network.resolved()).isEqualTo(1);
        assertThat(network.dialled()).containsExactly("93.184.216.34:443", "93.184.216.34:443");
    }

    @Test
    void aNameThatWasRefusedStaysRefused() throws IOException {
        network.name("api.example.com", "10.0.0.1").name("api.example.com", "93.184.216.34");

        assertThat(connects()).isFalse();
        assertThat(connects()).isFalse();

        assertThat(network.dialled()).isEmpty();
        assertThat(endpoint.use().refusals())
                .isEqualTo(Map.of("the name stands for 10.0.0.1: private use (RFC 1918)", 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"})
    void oneForbiddenAddressAmongGoodOnesRefusesTheName(String forbidden) throws IOException {
        network.name("api.example.com", "93.184.216.34", forbidden).server("93.184.216.34", 443, server.address());

        assertThat(connects()).isFalse();
        assertThat(network.dialled()).isEmpty();
    }

    @Test
    void thisHostsOwnAddressIsRefused() throws IOException {
        network.name("api.example.com", "93.184.216.34").own("93.184.216.34");

        assertThat(connects()).isFalse();
        assertThat(network.dialled()).isEmpty();
    }

    @Test
    void whenAnAddressDoesNotAnswerTheNextIsTried() throws IOException {
        network.name("api.example.com", "93.184.216.34", "93.184.216.35")
                .server("93.184.216.35", 443, server.address());

        assertThat(connects()).isTrue();
        assertThat(endpoint.use().addresses()).containsExactly("93.184.216.35");
    }

    @Test
    void aResolverThatFailsIsAskedAgain() throws IOException {
        assertThat(connects()).isFalse();
        network.name("api.example.com", "93.184.216.34").server("93.184.216.34", 443, server.address());

        assertThat(connects()).isTrue();
        assertThat(endpoint.use().refusals()).isEqualTo(Map.of(Endpoint.NOT_RESOLVED, 1L));
    }

    @Test
    void aNameForNothingIsRefused() throws IOException {
        network.name("api.example.com");

        assertThat(connects()).isFalse();
        assertThat(endpoint.use().refusals()).isEqualTo(Map.of(Endpoint.NOT_RESOLVED, 1L));
    }

    private boolean connects() throws IOException {
        try (SocketChannel channel = endpoint.connect()) {
            return channel != null;
        }
    }
}
