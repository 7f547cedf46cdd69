package dev.toolrun.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.toolrun.tool.AllowedEndpoint;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EgressTest {
    private static final String CALL_ID = "01JD0000000000000000000000";

    @TempDir
    private Path state;

    private final TestServer server = TestServer.start(TestServer::count);
    private final FakeNetwork network = new FakeNetwork();
    private Egress egress;

    @BeforeEach
    void open() throws IOException {
        network.name("a.example", "93.184.216.34").server("93.184.216.34", 80, server.address());
        egress = Egress.open(
                EgressDirectory.create(state.resolve("net"), CALL_ID, "boot/1/2/3", Instant.EPOCH),
                List.of(new AllowedEndpoint("a.example", 80, false), new AllowedEndpoint("b.example", 81, false)),
                network);
    }

    @AfterEach
    void close() throws IOException {
        egress.close();
        server.close();
    }

    @Test
    void bytesPassBothWaysAndEndsAreSeparate() throws IOException {
        try (SocketChannel client = connect(1)) {
            assertThat(readByte(client)).isEqualTo('+');
            client.write(ByteBuffer.wrap(new byte[100_000]));
            client.shutdownOutput();
            assertThat(readAll(client)).isEqualTo("got 100000");
        }
        EndpointUse use = egress.uses().get(0);
        assertThat(use.endpoint()).isEqualTo("a.example:80");
        assertThat(use.bytesOut()).isEqualTo(100_000);
        assertThat(use.bytesIn()).isEqualTo("got 100000".length());
    }

    @Test
    void aRefusedConnectionEndsWithoutAByte() throws IOException {
        try (SocketChannel client = connect(2)) {
            assertThat(readByte(client)).isEqualTo(-1);
        }
        assertThat(egress.uses().get(1).refusals()).containsKey(Endpoint.NOT_RESOLVED);
        assertThat(server.accepted()).isZero();
    }

    @Test
    void noMoreConnectionsThanAllowedAtATime() throws IOException {
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            clients.add(connect(1));
        }
        await().until(() -> server.accepted() == 32);
        await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(2)).until(() -> server.accepted() == 32);
        for (SocketChannel client : clients) {
            client.close();
        }
        await().until(() -> server.accepted() == 40);
    }

    @Test
    void nothingIsLeftAtTheEnd() throws IOException {
        SocketChannel client = connect(1);
        assertThat(readByte(client)).isEqualTo('+');

        egress.close();

        assertThat(readByte(client)).isEqualTo(-1);
        await().until(() -> server.open() == 0);
        try (Stream<Path> left = Files.list(state.resolve("net"))) {
            assertThat(left).isEmpty();
        }
        assertThat(egressThreads()).isZero();
    }

    @Test
    void aResolverThatAnswersAfterTheEndHasNothingDialled() throws IOException {
        network.hold();
        try (SocketChannel first = connect(1);
                SocketChannel second = connect(1)) {
            await().until(() -> egressThreads() == 4);
            long before = System.nanoTime();
            egress.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(readByte(first)).isEqualTo(-1);
            assertThat(readByte(second)).isEqualTo(-1);
        }
        network.answer();

        await().until(() -> egressThreads() == 0);
        assertThat(network.dialled()).isEmpty();
    }

    @Test
    void theSocketsAreOpenToASandboxAndTheDirectoryAboveToNobodyElse() throws IOException {
        assertThat(mode(state.resolve("net"))).isEqualTo("rwx------");
        assertThat(mode(egress.sockets())).isEqualTo("rwx--x--x");
        assertThat(mode(egress.sockets().resolve("1"))).isEqualTo("rw-rw-rw-");
    }

    @Test
    void aDirectoryOfADeadOwnerIsRemovedAndThatOfALivingOneIsNot() throws IOException {
        EgressDirectory.create(state.resolve("net"), "01JD000000000000000000dead", "boot/1/9/3", Instant.EPOCH);

        int removed = EgressDirectory.removeAbandoned(
                state.resolve("net"), (owner, deadline) -> owner.equals("boot/1/9/3") && deadline.equals("0"));

        assertThat(removed).isEqualTo(1);
        assertThat(state.resolve("net/00000000dead")).doesNotExist();
        assertThat(egress.sockets()).exists();
    }

    @Test
    void aPathThatIsTooLongIsSaidToBe() {
        Path parent = state.resolve("x".repeat(100));

        assertThatThrownBy(() -> EgressDirectory.create(parent, CALL_ID, "o", Instant.EPOCH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("choose a shorter state directory");
        assertThat(parent).doesNotExist();
    }

    private static long egressThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("toolrun-egress"))
                .count();
    }

    private SocketChannel connect(int number) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(egress.sockets().resolve(Integer.toString(number))));
    }

    private static int readByte(SocketChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return channel.read(one) < 0 ? -1 : one.get(0);
    }

    private static String readAll(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
