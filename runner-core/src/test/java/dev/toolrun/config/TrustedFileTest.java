package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedFileTest {
    private static final int NOBODY = 65534;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        folder = folder.toRealPath();
        mode(folder, "rwx------");
        file = write(folder.resolve("a.yaml"));
    }

    @Test
    void readsAFileOfTheCaller() {
        assertThat(TrustedFile.read(file).text()).isEqualTo("name: ü\n");
        assertThat(TrustedFile.read(folder.resolve("../" + folder.getFileName() + "/./a.yaml"))
                        .text())
                .isEqualTo("name: ü\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rw-rw-rw-"})
    void refusesAFileThatOthersCanWrite(String mode) throws IOException {
        mode(file, mode);

        refused(file, file + " must not be writable by its group or by others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
    void refusesADirectoryThatOthersCanWrite(String mode) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("d/e"));
        Path inside = write(directory.resolve("a.yaml"));
        mode(directory, "rwxr-xr-x");
        mode(folder.resolve("d"), mode);

        refused(inside, folder.resolve("d") + " must not be writable by its group or by others");
    }

    @Test
    void acceptsAStickyDirectoryLikeTmp() throws IOException {
        Files.setAttribute(folder, "unix:mode", 01777);

        assertThat(TrustedFile.read(file).text()).isNotEmpty();
    }

    @Test
    void refusesAFileOfSomebodyElse() throws IOException {
        asRoot();
        Files.setAttribute(folder, "unix:mode", 01777);
        Files.setAttribute(file, "unix:uid", NOBODY);

        refused(file, file + " must belong to root or to the user who runs this");
        assertThat(TrustedFile.read(file, NOBODY).text()).isNotEmpty();
    }

    @Test
    void refusesADirectoryOfSomebodyElse() throws IOException {
        asRoot();
        Files.setAttribute(folder, "unix:uid", NOBODY);

        refused(file, folder + " must belong to root or to the user who runs this");
    }

    @Test
    void followsLinksAndChecksEachStep() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path target = write(open.resolve("b.yaml"));
        Path direct = Files.createSymbolicLink(folder.resolve("direct"), Path.of("open/b.yaml"));
        Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), target);
        Path viaLink = Files.createSymbolicLink(folder.resolve("dir"), Path.of("./open/../open"))
                .resolve("b.yaml");
        mode(open, "rwxr-xr-x");
        assertThat(TrustedFile.read(direct).text()).isNotEmpty();
        assertThat(TrustedFile.read(absolute).text()).isNotEmpty();
        assertThat(TrustedFile.read(viaLink).text()).isNotEmpty();
        assertThat(List.of(direct, absolute, viaLink))
                .allSatisfy(link -> assertThat(TrustedFile.read(link).folder()).isEqualTo(open));

        mode(open, "rwxrwxrwx");

        refused(direct, open + " must not be writable by its group or by others");
        refused(absolute, open + " must not be writable by its group or by others");
        refused(viaLink, open + " must not be writable by its group or by others");
    }

    @Test
    void refusesALinkOfSomebodyElse() throws IOException {
        asRoot();
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Process chown = new ProcessBuilder("chown", "-h", String.valueOf(NOBODY), link.toString()).start();
        assertThat(waitFor(chown)).isZero();

        refused(link, link + " must belong to root or to the user who runs this");
    }

    @Test
    void refusesLinksInACircle() throws IOException {
        Path link = folder.resolve("loop");
        Files.createSymbolicLink(link, link);

        refused(link, "there are too many symbolic links on the way to it");
    }

    @Test
    void refusesWhatIsNoRegularFile() throws IOException {
        Path fifo = folder.resolve("fifo");
        assertThat(waitFor(new ProcessBuilder("mkfifo", fifo.toString()).start()))
                .isZero();

        refused(fifo, fifo + " must be a regular file");
        refused(folder, folder + " must be a regular file");
        refused(file.resolve("x"), file + " must be a directory");
        refused(folder.resolve("none"), "there is no such file");
        refused(Path.of("/dev/null"), "");
    }

    @Test
    void refusesLongFilesAndOtherEncodings() throws IOException {
        Files.write(file, new byte[TrustedFile.MAX_BYTES + 1]);
        refused(file, "the file is longer than 256 KiB");
        Files.write(file, new byte[] {'a', (byte) 0xff});
        refused(file, "the file is not UTF-8");
        Files.write(file, "x".repeat(TrustedFile.MAX_BYTES).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(TrustedFile.read(file).text()).hasSize(TrustedFile.MAX_BYTES);
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> TrustedFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    private static Path write(Path file) throws IOException {
        Files.writeString(file, "name: ü\n");
        mode(file, "rw-r--r--");
        return file;
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void asRoot() {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can give files away");
    }
}
