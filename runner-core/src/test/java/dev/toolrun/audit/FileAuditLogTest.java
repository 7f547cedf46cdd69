package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileAuditLogTest extends AuditLogContract {
    @TempDir
    Path temporary;

    @Override
    AuditLog log() {
        return new FileAuditLog(directory(), clock);
    }

    @Override
    List<Map<String, Object>> records() {
        assertWhole();
        List<Map<String, Object>> records = new ArrayList<>();
        try (AuditReader reader = new AuditReader(directory())) {
            for (var record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }

    @Override
    void makeUnwritable() throws IOException {
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void askingWhetherItCanBeWrittenMakesNothing() throws IOException {
        log().requireWritable();
        new FileAuditLog(temporary.resolve("a/b/c"), clock).requireWritable();
        assertThat(temporary).isEmptyDirectory();
        log().append(Map.of());
        Files.write(segment(), new byte[] {'{'}, StandardOpenOption.APPEND);
        byte[] torn = Files.readAllBytes(segment());
        log().requireWritable();
        assertThat(segment()).hasBinaryContent(torn);
    }

    @Test
    void belowAFileNoLogCanBeMade() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertUnavailable(new FileAuditLog(file.resolve("a"), clock));
        assertUnavailable(new FileAuditLog(file.resolve("a/b"), clock));
    }

    @Test
    void permissionsThatForbidWritingAreRefused() throws IOException {
        assumeTrue(new UnixSystem().getUid() != 0, "nothing is forbidden to root");
        log().append(Map.of());
        Files.setPosixFilePermissions(segment(), PosixFilePermissions.fromString("r--------"));
        assertUnavailable(log());
        Files.setPosixFilePermissions(segment(), PosixFilePermissions.fromString("rw-------"));
        Files.delete(segment());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("r-x------"));
        assertUnavailable(log());
    }

    @Test
    void filesAreTheOwnersAlone() throws IOException {
        log().append(Map.of());
        assertThat(mode(directory())).isEqualTo("rwx------");
        assertThat(mode(segment())).isEqualTo("rw-------");
        assertThat(segment()).hasFileName("00000000000000000001.jsonl");
    }

    @Test
    void tornTailOfAnyLengthIsRepairedAndRecorded() throws IOException {
        log().append(Map.of("event", "one"));
        byte[] whole = Files.readAllBytes(segment());
        AuditLog other = log();
        other.append(Map.of("event", "two"));
        byte[] both = Files.readAllBytes(segment());
        for (int length = whole.length + 1; length < both.length; length++) {
            Files.write(segment(), Arrays.copyOf(both, length));
            AuditLog log = length % 2 == 0 ? log() : other;
            assertThat(log.append(Map.of("event", "three"))).isEqualTo(3);
            byte[] torn = Arrays.copyOfRange(both, whole.length, length);
            assertThat(records().get(1))
                    .containsEntry("event", "repair")
                    .containsEntry("droppedBytes", torn.length)
                    .containsEntry("droppedSha256", Sha256.hex(torn));
        }
    }

    @Test
    void tornFirstRecordAndLongGarbageAreRepaired() throws IOException {
        log().append(Map.of());
        Files.write(segment(), new byte[100_000]);
        assertThat(log().append(Map.of("event", "two"))).isEqualTo(2);
        assertThat(records().get(0)).containsEntry("event", "repair").containsEntry("droppedBytes", 100_000);
    }

    @Test
    void emptySegmentIsFilled() throws IOException {
        log().append(Map.of());
        Files.write(segment(), new byte[0]);
        assertThat(log().append(Map.of())).isEqualTo(1);
        assertWhole();
    }

    @Test
    void goesOnInTheLastSegment() throws IOException {
        log().append(Map.of());
        log().append(Map.of());
        Files.createFile(Segments.named(directory(), 3));
        assertThat(log().append(Map.of())).isEqualTo(3);
        assertThat(Files.readAllLines(directory().resolve("00000000000000000003.jsonl")))
                .hasSize(1);
        assertThat(records()).hasSize(3);
    }

    @Test
    void nothingIsChainedToADamagedRecord() throws IOException {
        log().append(Map.of("event", "one"));
        byte[] bytes = Files.readAllBytes(segment());
        bytes[20] ^= 1;
        Files.write(segment(), bytes);
        assertUnavailable(log());
        assertThat(segment()).hasBinaryContent(bytes);
    }

    @Test
    void fifoIsRefusedAtOnce() throws Exception {
        log().append(Map.of());
        Files.delete(segment());
        assertThat(new ProcessBuilder("mkfifo", segment().toString()).start().waitFor())
                .isZero();
        assertUnavailable(log());
    }

    @Test
    void linksDirectoriesAndForeignPermissionsAreRefused() throws IOException {
        AuditLog log = log();
        log.append(Map.of());
        Path elsewhere = Files.move(segment(), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(segment(), elsewhere);
        assertUnavailable(log);
        Files.delete(segment());
        Files.createDirectory(segment());
        assertUnavailable(log);
        Files.delete(segment());
        Files.move(elsewhere, segment());
        Files.setPosixFilePermissions(segment(), PosixFilePermissions.fromString("rw--w----"));
        assertUnavailable(log);
        Files.setPosixFilePermissions(segment(), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwx----w-"));
        assertUnavailable(log);
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwx------"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory());
        assertUnavailable(new FileAuditLog(link, clock));
        assertThat(log.append(Map.of())).isEqualTo(2);
    }

    @Test
    void directoryThatIsAFileIsRefused() throws IOException {
        Files.writeString(directory(), "");
        assertUnavailable(log());
    }

    @Test
    void fullDiskLeavesAWholeLog() throws Exception {
        // a limit on the size of files fails a write half-way, as a full disk does
        Process appender = appender("ulimit -f 8; ", 1000, 700);
        String output = output(appender);
        assertThat(output).contains("File too large", directory().toString());
        int written = records().size();
        assertThat(written).isBetween(1, 20);
        assertThat(Files.size(segment())).isLessThan(8 * 1024);
        assertThat(log().append(Map.of("event", "after"))).isEqualTo(written + 1);
        assertWhole();
    }

    @Test
    void interruptedCallerStillGetsItsRecord() {
        AuditLog log = log();
        Thread.currentThread().interrupt();
        assertThat(log.append(Map.of())).isEqualTo(1);
        assertThat(log.append(Map.of())).isEqualTo(2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(records()).hasSize(2);
    }

    @Test
    void processesShareOneLog() throws Exception {
        List<Process> appenders = List.of(appender("", 50, 10), appender("", 50, 10));
        List<String> sequences = new ArrayList<>();
        for (Process appender : appenders) {
            sequences.addAll(output(appender).lines().toList());
        }
        assertThat(sequences).hasSize(100).doesNotHaveDuplicates();
        assertThat(records()).hasSize(100);
    }

    @Test
    void whatAKilledWriterAcknowledgedIsThere() throws Exception {
        for (int i = 0; i < 4; i++) {
            Path output = temporary.resolve("output" + i);
            Process appender = appender("exec >" + output + "; exec ", 1_000_000, 20_000);
            while (!Files.exists(output) || Files.size(output) < 10) {
                Thread.sleep(5);
            }
            Thread.sleep(10L * i);
            appender.destroyForcibly().waitFor();
            String printed = Files.readString(output);
            String whole = printed.substring(0, printed.lastIndexOf('\n'));
            long acknowledged = Long.parseLong(whole.substring(whole.lastIndexOf('\n') + 1));
            assertThat(log().append(Map.of("event", "after"))).isGreaterThan(acknowledged);
            assertWhole();
        }
    }

    private Process appender(String shellPrefix, int records, int size) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                "/bin/sh",
                "-c",
                shellPrefix + "\"$@\"",
                "sh",
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                LogAppender.class.getName(),
                directory().toString(),
                Integer.toString(records),
                Integer.toString(size));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String output(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private void assertWhole() {
        assertThat(new AuditVerifier(directory(), clock).verify().firstBad()).isNull();
    }

    private void assertUnavailable(AuditLog log) {
        assertUnavailable(() -> log.append(Map.of()));
        assertUnavailable(log::requireWritable);
    }

    private void assertUnavailable(ThrowingCallable use) {
        RunnerException e = catchThrowableOfType(RunnerException.class, use);
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(e.getMessage()).doesNotContain(temporary.toString());
        assertThat(e.hint()).contains(temporary.toString());
    }

    private Path directory() {
        return temporary.resolve("audit");
    }

    private Path segment() {
        return directory().resolve("00000000000000000001.jsonl");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
