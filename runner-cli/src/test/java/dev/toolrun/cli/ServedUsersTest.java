package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.toolrun.cli.resident.ListeningSocket;
import dev.toolrun.cli.resident.ResidentServer;
import dev.toolrun.cli.resident.ServerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** For whom a resident runner takes a client that shows nothing: it is the kernel that says who connected. */
@Timeout(120)
class ServedUsersTest {
    /** Listens as root, becomes another user, and passes one connection on. */
    private static final String RELAY = """
            use Socket;
            socket(L, AF_UNIX, SOCK_STREAM, 0) && bind(L, pack_sockaddr_un($ARGV[0])) && listen(L, 9) or die $!;
            ($), $() = ("65534 65534", 65534); ($<, $>) = (65534, 65534);
            $| = 1; print "ready\\n"; accept(C, L);
            socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, pack_sockaddr_un($ARGV[1])) or die $!;
            if (fork) { while (sysread(C, $b, 65536)) { syswrite(S, $b) } shutdown(S, 1); wait }
            else { while (sysread(S, $b, 65536)) { syswrite(C, $b) } shutdown(C, 1) }
            """;

    @TempDir
    private Path folder;

    private CommandLineRun cli;
    private Path place;
    private Thread server;

    @BeforeEach
    void serve() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, to become another user");
        folder = folder.toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        cli = new CommandLineRun(folder);
        place = folder.resolve("run/toolrun/toolrun.sock");
        Files.createDirectory(folder.resolve("run"));
        Path config = folder.resolve("toolrun.yaml");
        CurrentRunner current = new CurrentRunner(config, cli.environment);
        CountDownLatch ready = new CountDownLatch(1);
        server = new Thread(() -> new ListeningSocket(place, "nogroup", true).hold(socket -> {
            ready.countDown();
            new ResidentServer(socket, new ServedCalls(config, cli.environment, current), ServerLimits.DEFAULT).serve();
        }));
        server.setDaemon(true);
        server.start();
        ready.await();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (server != null) {
            server.interrupt();
            server.join();
        }
    }

    private void configure(String peer) throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION.replaceFirst("peer: .*", "peer: " + peer) + "resident: required\n");
    }

    private Map<String, Object> callAsRoot() {
        cli.environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        return cli.run("exec", "python", "-o", "json").result();
    }

    private Map<String, Object> callAsNobody() throws IOException {
        Path relays = Files.createDirectories(folder.resolve("relay/toolrun")).resolve("toolrun.sock");
        Files.deleteIfExists(relays);
        Process relay = new ProcessBuilder("perl", "-e", RELAY, relays.toString(), place.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(relay.inputReader().readLine()).isEqualTo("ready");
            cli.environment.put("XDG_RUNTIME_DIR", folder.resolve("relay").toString());
            return cli.run("exec", "python", "-o", "json").result();
        } finally {
            relay.destroyForcibly();
        }
    }

    @Test
    void theCallerIsWhoConnected() throws IOException {
        configure("{users: [nobody], roles: [local]}");
        assertThat(callAsRoot()).containsEntry("reason", "unauthenticated");
        Map<String, Object> nobodys = callAsNobody();
        assertThat(nobodys).containsEntry("reason", "invalid_arguments");
        assertThat(nobodys.get("principal")).asString().contains("subject=nobody");

        configure("{users: [root], roles: [local]}");
        assertThat(callAsNobody()).containsEntry("reason", "unauthenticated");
        assertThat(callAsRoot()).containsEntry("reason", "invalid_arguments");
        assertThat(cli.run("audit", "show", "--user", "nobody", "-o", "json").list())
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record).containsEntry("sourceIp", null));
    }

    @Test
    void groupsAreThoseOfWhoConnected() throws IOException {
        configure("{groups: [nogroup], roles: [local]}");
        assertThat(callAsNobody()).containsEntry("reason", "invalid_arguments");
        assertThat(callAsRoot()).containsEntry("reason", "unauthenticated");
    }
}
