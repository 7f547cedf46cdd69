package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.toolrun.cli.resident.ResidentSocket;
import dev.toolrun.cli.resident.ServerLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of systemd that are in the package, as far as that goes without systemd. */
class UnitFilesTest {
    private static final Path UNITS = Path.of(System.getProperty("toolrun.checkout"), "runner-cli/src/dist/systemd");

    private static List<String> lines(String unit) throws IOException {
        return Files.readAllLines(UNITS.resolve(unit));
    }

    @Test
    void theSocketIsWhereClientsLook() throws IOException {
        String listen = lines("toolrun.socket").stream()
                .filter(line -> line.startsWith("ListenStream="))
                .findFirst()
                .orElseThrow();
        Path socket = Path.of(listen.substring(listen.indexOf('=') + 1));
        assertThat(ResidentSocket.ofHost().isHosts(socket)).isTrue();
        assertThat(lines("toolrun.socket")).contains("SocketMode=0660").doesNotContain("Accept=yes");
    }

    @Test
    void theServiceHasTimeToEnd() throws IOException {
        assertThat(lines("toolrun.service"))
                .contains("StandardInput=socket", "ExecStart=/opt/toolrun/bin/toolrun serve", "TimeoutStopSec=120")
                .contains("NoNewPrivileges=yes");
        assertThat(ServerLimits.DEFAULT
                        .drainTime()
                        .plus(ServeCommand.CANCEL_TIME)
                        .toSeconds())
                .isLessThan(120);
    }

    @Test
    void systemdUnderstandsThem(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
        for (String unit : List.of("toolrun.socket", "toolrun.service")) {
            String text = Files.readString(UNITS.resolve(unit)).replaceAll("ExecStart=\\S+", "ExecStart=/bin/true");
            Files.writeString(folder.resolve(unit), text);
        }
        Process verify = new ProcessBuilder(
                        "/usr/bin/systemd-analyze",
                        "verify",
                        "--man=no",
                        folder.resolve("toolrun.socket").toString(),
                        folder.resolve("toolrun.service").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("toolrun.s");
    }
}
