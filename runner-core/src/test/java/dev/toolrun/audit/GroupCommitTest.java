package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.toolrun.SettableClock;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that append at the same time, while the log works and while it does not. */
@Timeout(60)
class GroupCommitTest {
    private static final int THREADS = 24;

    @TempDir
    Path temporary;

    private final SettableClock clock = new SettableClock();
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private Path directory() {
        return temporary.resolve("audit");
    }

    /** While somebody else has the lock, so that they wait together. */
    private List<Future<Long>> appendTogether(FileAuditLog log, List<Map<String, Object>> records) throws Exception {
        CountDownLatch begun = new CountDownLatch(records.size());
        List<Future<Long>> appends = new ArrayList<>();
        new ProcessLock(directory().resolve(FileAuditLog.LOCK), Duration.ofSeconds(10)).hold(() -> {
            for (Map<String, Object> record : records) {
                appends.add(pool.submit(() -> {
                    begun.countDown();
                    return log.append(record);
                }));
            }
            awaitAll(begun);
            return 0;
        });
        return appends;
    }

    private static void awaitAll(CountDownLatch begun) {
        try {
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Map<String, Object>> records(int count) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(Map.of("event", "test", "number", i));
        }
        return records;
    }

    @Test
    void everyRecordHasItsOwnNumberAndPlace() throws Exception {
        FileAuditLog log = new FileAuditLog(directory(), clock);
        log.append(Map.of());
        List<Long> sequences = new ArrayList<>();
        for (Future<Long> append : appendTogether(log, records(THREADS))) {
            sequences.add(append.get());
        }
        assertThat(sequences)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, THREADS + 1).boxed().toList());
        assertThat(verify().records()).isEqualTo(THREADS + 1);
        try (AuditReader reader = new AuditReader(directory())) {
            reader.next();
            for (var record = reader.next(); record != null; record = reader.next()) {
                int number = (Integer) record.get("number");
                assertThat(sequences.get(number)).isEqualTo(((Integer) record.get("sequence")).longValue());
            }
        }
    }

    @Test
    void recordThatIsNoneFailsAlone() throws Exception {
        FileAuditLog log = new FileAuditLog(directory(), clock);
        log.append(Map.of());
        List<Map<String, Object>> records = records(THREADS);
        records.set(5, Map.of("hash", "forged"));
        records.set(9, Map.of("text", "x".repeat(2 * RecordLine.MAX_BYTES)));
        List<Future<Long>> appends = appendTogether(log, records);
        for (int i = 0; i < THREADS; i++) {
            Future<Long> append = appends.get(i);
            Throwable failure = catchThrowable(append::get);
            if (i == 5 || i == 9) {
                assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
            } else {
                assertThat(failure).isNull();
            }
        }
        assertThat(verify().records()).isEqualTo(THREADS - 1);
    }

    @Test
    void failureIsEverybodysAndNobodyHangs() throws Exception {
        FileAuditLog log = new FileAuditLog(directory(), clock);
        log.append(Map.of());
        Path segment = Segments.list(directory()).get(0);
        byte[] whole = Files.readAllBytes(segment);
        Files.delete(segment);
        assertThat(new ProcessBuilder("mkfifo", segment.toString()).start().waitFor())
                .isZero();
        assertAllRefused(appendTogether(log, records(THREADS)));
        Files.delete(segment);
        Files.write(segment, whole);
        Files.setPosixFilePermissions(segment, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThat(log.append(Map.of())).isEqualTo(2);
        assertThat(verify().records()).isEqualTo(2);
    }

    @Test
    void fileInTheDirectorysPlaceRefusesAtOnce() throws IOException {
        Files.writeString(directory(), "");
        FileAuditLog log = new FileAuditLog(directory(), clock);
        List<Future<Long>> appends = new ArrayList<>();
        records(THREADS).forEach(record -> appends.add(pool.submit(() -> log.append(record))));
        assertAllRefused(appends);
    }

    @Test
    void fullTmpfsRefusesAtOnceAndLosesNothing() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can mount");
        Files.createDirectory(directory());
        assumeTrue(
                run(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=256k,mode=700",
                                "tmpfs",
                                directory().toString())
                        == 0,
                "there is no right to mount here");
        try {
            FileAuditLog log = new FileAuditLog(directory(), clock);
            List<Future<Long>> appends = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                appends.add(pool.submit(() -> log.append(Map.of("text", "x".repeat(2000)))));
            }
            long highest = 0;
            int durable = 0;
            int refused = 0;
            for (Future<Long> append : appends) {
                Throwable failure = catchThrowable(append::get);
                if (failure == null) {
                    highest = Math.max(highest, append.get());
                    durable++;
                } else {
                    assertThat(((RunnerException) failure.getCause()).reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
                    refused++;
                }
            }
            assertThat(durable).isGreaterThan(50);
            assertThat(refused).isGreaterThan(100);
            AuditVerification verification = verify();
            assertThat(verification.isWhole() || verification.firstBad().kind() == AuditVerification.Kind.TORN_TAIL)
                    .isTrue();
            assertThat(verification.records()).isEqualTo(durable).isGreaterThanOrEqualTo(highest);
            Files.deleteIfExists(LogTree.path(directory()));
            assertThat(log.append(Map.of())).isGreaterThan(highest);
            assertThat(verify().isWhole()).isTrue();
        } finally {
            assertThat(run("umount", directory().toString())).isZero();
        }
    }

    /** A device that is always full, in the place of a segment: no regular file, so nothing is written there at all. */
    @Test
    void fullDeviceIsRefused() throws IOException {
        FileAuditLog log = new FileAuditLog(directory(), clock);
        log.append(Map.of());
        Path segment = Segments.list(directory()).get(0);
        Files.delete(segment);
        Files.createSymbolicLink(segment, Path.of("/dev/full"));
        RunnerException e = catchThrowableOfType(RunnerException.class, () -> log.append(Map.of()));
        assertThat(e.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        Files.delete(segment);
    }

    private static void assertAllRefused(List<Future<Long>> appends) {
        for (Future<Long> append : appends) {
            Throwable failure = catchThrowable(() -> append.get(10, TimeUnit.SECONDS));
            assertThat(failure).hasCauseInstanceOf(RunnerException.class);
            assertThat(((RunnerException) failure.getCause()).reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        }
    }

    private AuditVerification verify() {
        return new AuditVerifier(directory(), clock).verify();
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }
}
