package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("keys/audit.ed25519");
    }

    private SigningKeyFile keyFile() {
        return new SigningKeyFile(file(), "test/log");
    }

    @Test
    void keyIsMadeAtFirstUseForItsOwnerAlone() throws IOException {
        assertThat(keyFile().verifier()).isNull();
        SigningKey key = keyFile().load();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(keyFile().publicFile()).strip())
                .isEqualTo(key.verifier().toString());
        assertThat(keyFile().load().verifier()).hasToString(key.verifier().toString());
        assertThat(keyFile().verifier()).hasToString(key.verifier().toString());
        assertThat(new SigningKeyFile(file(), null).load().verifier().name()).isEqualTo("test/log");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void publicHalfIsMadeAnewFromThePrivateOne() throws IOException {
        String verifier = keyFile().load().verifier().toString();
        Files.delete(keyFile().publicFile());
        assertThat(keyFile().verifier()).hasToString(verifier);
        assertThat(VerifierKey.parse(Files.readString(keyFile().publicFile()))).hasToString(verifier);
    }

    @Test
    void manyWhoMakeItAtOnceGetOneKey() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> loads = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                loads.add(() -> keyFile().load().verifier().toString());
            }
            List<String> keys = new ArrayList<>();
            for (var key : pool.invokeAll(loads)) {
                keys.add(key.get());
            }
            assertThat(keys.stream().distinct()).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void keyThatOthersCanReadIsRefused() throws IOException {
        keyFile().load();
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx------")) {
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
            assertUnavailable(keyFile());
        }
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--------"));
        keyFile().load();
    }

    @Test
    void damagedExchangedOrForeignKeysAreRefused() throws Exception {
        keyFile().load();
        assertUnavailable(new SigningKeyFile(file(), "other/log"));
        String pem = Files.readString(file());
        for (String bad : List.of("", "x", pem.substring(0, 60), SigningKey.generate(), "x".repeat(20_000))) {
            Files.writeString(file(), bad);
            RunnerException e = assertUnavailable(keyFile());
            assertThat(e.hint()).doesNotContain(pem.substring(40, 60));
        }
        Files.delete(file());
        Files.createSymbolicLink(file(), Files.writeString(folder.resolve("elsewhere"), pem));
        assertUnavailable(keyFile());
        Files.delete(file());
        assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor())
                .isZero();
        assertUnavailable(keyFile());
    }

    private static RunnerException assertUnavailable(SigningKeyFile file) {
        RunnerException e = catchThrowableOfType(RunnerException.class, file::load);
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(e.getMessage()).isEqualTo("The audit log's key can't be used.");
        return e;
    }
}
