package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.config.ConfigLocation;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ListeningSocketTest {
    @TempDir
    private Path folder;

    private Path place;

    @BeforeEach
    void name() throws IOException {
        place = folder.toRealPath().resolve("toolrun").resolve("toolrun.sock");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assertHolds() throws IOException {
        new ListeningSocket(place, null, false).hold(socket -> assertThat(place).exists());
        assertThat(place).doesNotExist();
        try (var left = Files.list(place.resolveSibling(""))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("toolrun.lock");
        }
    }

    @Test
    void itIsForItsUserAloneAndGoneAtTheEnd() throws Exception {
        new ListeningSocket(place, null, false).hold(socket -> {
            try {
                assertThat(mode(place)).isEqualTo("rw-------");
                assertThat(mode(place.resolveSibling(""))).isEqualTo("rwx------");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertHolds();
    }

    @Test
    void nobodyCanConnectBeforeItIsPrepared() throws Exception {
        AtomicBoolean isPrepared = new AtomicBoolean();
        new ListeningSocket(place, null, false).hold(() -> isPrepared.set(Files.notExists(place)), socket -> {
            assertThat(isPrepared).isTrue();
        });
        ListeningSocket failing = new ListeningSocket(place, null, false);
        assertThatThrownBy(() -> failing.hold(
                        () -> {
                            throw new IllegalStateException("not ready");
                        },
                        socket -> {
                            throw new AssertionError("not prepared");
                        }))
                .hasMessage("not ready");
        assertHolds();
    }

    @Test
    void aGroupMayBeLetIn() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, for a group that one is not in");
        new ListeningSocket(place, "nogroup", true).hold(socket -> {
            try {
                assertThat(mode(place)).isEqualTo("rw-rw----");
                assertThat(mode(place.resolveSibling(""))).isEqualTo("rwxr-xr-x");
                assertThat(Files.readAttributes(place, PosixFileAttributes.class)
                                .group()
                                .getName())
                        .isEqualTo("nogroup");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThatThrownBy(() -> new ListeningSocket(place, "no-such-group", true).hold(socket -> {}))
                .isInstanceOf(RunnerException.class)
                .hasMessage("The socket can't be made.");
        assertHolds();
    }

    @Test
    void whatNobodyAnswersAtIsReplaced() throws Exception {
        Files.createDirectory(
                place.resolveSibling(""),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(place));
        }
        assertThat(place).exists();
        assertHolds();
    }

    @Test
    void anotherServerIsNotDisturbed() throws Exception {
        new ListeningSocket(place, null, false).hold(socket -> {
            assertRefused();
            assertThat(place).exists();
        });
    }

    /** As systemd listens for a server that it has not started yet: without our lock. */
    @Test
    void whoeverAnswersIsNotDisturbed() throws Exception {
        Files.createDirectory(
                place.resolveSibling(""),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(place));
            assertRefused();
            assertThat(place).exists();
        }
    }

    private void assertRefused() {
        ListeningSocket second = new ListeningSocket(place, null, false);
        assertThatThrownBy(() -> second.hold(
                        () -> {
                            throw new AssertionError("prepares to be the second");
                        },
                        socket -> {
                            throw new AssertionError("two servers at one place");
                        }))
                .isInstanceOfSatisfying(
                        RunnerException.class,
                        e -> assertThat(e.reason().exitCode()).isEqualTo(7))
                .hasMessage("Another resident runner serves here already.");
        assertThat(Reason.UNKNOWN.exitCode()).isEqualTo(7);
    }

    @Test
    void whatSomebodyElseHasPutThereStays() throws Exception {
        new ListeningSocket(place, null, false).hold(socket -> {
            try {
                Files.delete(place);
                Files.createFile(place);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(place).exists();
    }

    @Test
    void theUsersOwnComesFirstUnlessTheHostHasAConfiguration() throws Exception {
        Path hosts = folder.resolve("hosts.sock");
        Path system = folder.resolve("etc.yaml");
        ResidentSocket sockets = ResidentSocket.withHostSocket(hosts);
        ConfigLocation location = ConfigLocation.withSystemFile(system);
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", folder.toString());
        Path own = folder.resolve("toolrun/toolrun.sock");

        assertThat(sockets.find(environment)).isNull();
        Files.createFile(hosts);
        assertThat(sockets.find(environment)).isEqualTo(hosts);
        Files.createDirectories(own.resolveSibling(""));
        Files.createFile(own);
        assertThat(sockets.find(environment)).isEqualTo(own);
        assertThat(sockets.find(Map.of("XDG_RUNTIME_DIR", "relative"))).isEqualTo(hosts);
        assertThat(sockets.findHosts()).isEqualTo(hosts);

        assertThat(sockets.place(system, location, false, environment)).isEqualTo(hosts);
        assertThat(sockets.place(null, location, true, environment)).isEqualTo(own);
        assertThat(sockets.place(null, location, true, Map.of())).isEqualTo(hosts);
        assertThat(sockets.place(null, location, false, Map.of())).isNull();
    }
}
