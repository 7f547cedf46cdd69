package dev.toolrun.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.ChildJvm;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileLimitStoreTest extends LimitStoreContract {
    @TempDir
    Path state;

    @Override
    LimitStore store() {
        return new FileLimitStore(state, clock);
    }

    @Override
    LimitStore store(int mostOfOneHolder) {
        return new FileLimitStore(state, clock, Duration.ofSeconds(10), mostOfOneHolder);
    }

    @Override
    LimitStore sharedStore(LimitStore store) {
        return store();
    }

    @Test
    void filesAreTheOwnersAlone() throws IOException {
        store().take(List.of(bucket("b", 2, MINUTE)));
        assertThat(mode("limits")).isEqualTo("rwx------");
        assertThat(mode("limits/limits.json")).isEqualTo("rw-------");
        assertThat(mode("limits/limits.lock")).isEqualTo("rw-------");
    }

    /** Else many processes that start at once would wait for each other's loading of some hundred classes, longer than they may. */
    @Test
    void aProcessThatHasJustStartedDoesNotLoadItsClassesWhileOthersWait() throws IOException {
        Process taker = ChildJvm.start(ColdTaker.class, state);

        String loaded = taker.inputReader(StandardCharsets.UTF_8).readLine();

        assertThat(Integer.parseInt(loaded)).isLessThan(100);
    }

    @Test
    void fileHoldsOnlyWhatIsInUse() throws IOException {
        for (int i = 0; i < 20; i++) {
            store().take(List.of(bucket("user:" + i, 2, MINUTE), ceiling("calls:" + i, 5)));
        }
        clock.advance(DAY);
        store().take(List.of(bucket("user:x", 2, MINUTE)));
        assertThat(Files.readString(file())).contains("user:x").doesNotContain("user:1", "calls:");
    }

    @Test
    void peekMakesNoFiles() {
        assertThat(store().peek(List.of(bucket("b", 2, MINUTE))).admitted()).isTrue();
        assertThat(state).isEmptyDirectory();
    }

    /** What take would fail at, peek fails at. */
    @Test
    void peekTellsWhatCantBeWritten() throws Exception {
        LimitStore store = store();
        List<LimitStore.Demand> demands = List.of(new LimitStore.CeilingDemand("calls:s", "a", 5, DAY));
        store.take(demands);
        byte[] before = Files.readAllBytes(file());
        Path lock = state.resolve("limits/limits.lock");
        Files.delete(lock);
        assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor())
                .isZero();
        assertCantPeek(store, demands);
        Files.delete(lock);
        for (String temporary : List.of("limits/limits.json.tmp/x", sessionFile() + ".tmp/x")) {
            Path blocker = Files.createDirectories(state.resolve(temporary));
            assertCantPeek(store, demands);
            Files.delete(blocker);
        }
        for (int i = 0; i < 9; i++) {
            assertThat(store.peek(demands).admitted()).isTrue();
        }
        assertThat(file()).hasBinaryContent(before);
        assertThat(admittedOf(store, 9, demands.get(0)))
                .as("peek has taken nothing")
                .isEqualTo(4);
        LimitStore nowhere = new FileLimitStore(Path.of("/proc/self/task"), clock);
        assertCantPeek(nowhere, demands);
        Files.writeString(state.resolve("file"), "");
        assertCantPeek(new FileLimitStore(state.resolve("file"), clock), demands);
    }

    private String sessionFile() throws IOException {
        try (var files = Files.list(state.resolve("limits/sessions"))) {
            return "limits/sessions/" + files.findFirst().orElseThrow().getFileName();
        }
    }

    private void assertCantPeek(LimitStore store, List<LimitStore.Demand> demands) {
        assertThat(catchThrowableOfType(RunnerException.class, () -> store.peek(demands)))
                .isNotNull()
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_STORE_UNAVAILABLE));
    }

    @Test
    void aDamagedSessionFileLetsNobodyOfItsSessionsThrough() throws IOException {
        List<LimitStore.Demand> demands = List.of(new LimitStore.CeilingDemand("calls:s", "a", 5, DAY));
        store().take(demands);
        Files.writeString(state.resolve(sessionFile()), "{");
        assertThat(catchThrowableOfType(RunnerException.class, () -> store().take(demands))
                        .reason())
                .isEqualTo(Reason.LIMIT_STORE_UNAVAILABLE);
        assertThat(store().take(List.of(bucket("b", 2, MINUTE))).admitted()).isTrue();
    }

    @Test
    void refusalWritesNothing() throws IOException {
        LimitStore store = store();
        LimitStore.Demand demand = bucket("b", 1, MINUTE);
        store.take(List.of(demand));
        byte[] before = Files.readAllBytes(file());
        clock.advance(Duration.ofSeconds(1));
        store.take(List.of(demand));
        assertThat(file()).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"version\":2}",
                "{\"version\":1,\"clock\":{\"seen\":-1,\"ahead\":0},\"buckets\":[],\"ceilings\":[]}",
                "{\"version\":1,\"clock\":{\"seen\":1,\"ahead\":0},\"buckets\":[{}],\"ceilings\":[]}",
                "{\"version\":1,\"clock\":{\"seen\":1,\"ahead\":0},\"buckets\":{},\"ceilings\":[]}"
            })
    void damagedFileLetsNobodyThrough(String content) throws IOException {
        LimitStore store = store();
        store.take(List.of(bucket("b", 2, MINUTE)));
        Files.writeString(file(), content);
        assertUnavailable(store);
        assertUnavailable(store());
    }

    @Test
    void everyTruncationOfTheFileLetsNobodyThrough() throws IOException {
        store().take(List.of(bucket("b", 2, MINUTE), ceiling("c", 3)));
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertUnavailable(store());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[1,2]", "[1,-1,0]", "[1,99,0]", "[1,1,-5]", "[\"1\",1,0]"})
    void impossibleBucketStateLetsNobodyThrough(String stateData) throws IOException {
        store().take(List.of(bucket("b", 2, MINUTE)));
        String text = Files.readString(file()).replaceAll("\"stateData\":\\[[^]]*]", "\"stateData\":" + stateData);
        Files.writeString(file(), text);
        assertUnavailable(store());
    }

    @Test
    void linksFifosAndForeignPermissionsAreRefusedAtOnce() throws Exception {
        store().take(List.of(bucket("b", 2, MINUTE)));
        Path elsewhere = Files.move(file(), state.resolve("elsewhere"));
        Files.createSymbolicLink(file(), elsewhere);
        assertUnavailable(store());
        Files.delete(file());
        assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor())
                .isZero();
        assertUnavailable(store());
        Files.delete(file());
        Files.copy(elsewhere, file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        assertUnavailable(store());
    }

    @Test
    void directoryThatIsAFileIsRefused() throws IOException {
        Files.writeString(state.resolve("limits"), "");
        assertUnavailable(store());
    }

    /** Where nothing can be made, not even by root. */
    @Test
    void placeThatCantBeWrittenIsRefused() {
        RunnerException e = catchThrowableOfType(
                RunnerException.class,
                () -> new FileLimitStore(Path.of("/proc/self/task"), clock).take(List.of(bucket("b", 2, MINUTE))));
        assertThat(e.reason()).isEqualTo(Reason.LIMIT_STORE_UNAVAILABLE);
        assertThat(e.started()).isFalse();
    }

    /** A process that may not write a single byte to any file stands for a full disk. */
    @Test
    void writeThatFailsLetsNobodyThroughAndChangesNothing() throws Exception {
        assertThat(output(taker(1, 3))).isEqualTo("1");
        byte[] before = Files.readAllBytes(file());
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 0; exec \"$@\"", "bash"));
        command.addAll(takerCommand(1, 3));
        Process taker = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(taker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(taker.waitFor()).as(said).isNotZero();
        assertThat(said).contains("The rate limits can't be checked at the moment.");
        assertThat(file()).hasBinaryContent(before);
        assertThat(output(taker(5, 3))).isEqualTo("2");
    }

    @Test
    void unwritableTemporaryFileChangesNothing() throws IOException {
        LimitStore store = store();
        store.take(List.of(bucket("b", 2, MINUTE)));
        Path blocker = Files.createDirectories(state.resolve("limits/limits.json.tmp/x"));
        assertUnavailable(store);
        Files.delete(blocker);
        assertThat(admittedOf(store, 5, bucket("b", 2, MINUTE))).isEqualTo(1);
    }

    @Test
    void whatAKilledWriterLeftIsOverwritten() throws IOException {
        LimitStore store = store();
        store.take(List.of(bucket("b", 2, MINUTE)));
        Files.writeString(state.resolve("limits/limits.json.tmp"), "{\"half");
        assertThat(admittedOf(store, 5, bucket("b", 2, MINUTE))).isEqualTo(1);
        try (var files = Files.list(state.resolve("limits"))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("limits.json", "limits.lock");
        }
    }

    @Test
    void lockThatIsNeverFreedIsGivenUp() throws Exception {
        LimitStore store = new FileLimitStore(state, clock, Duration.ofMillis(50), 5);
        store.take(List.of(bucket("b", 2, MINUTE)));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread holder = new Thread(() -> hold(held, done));
        holder.start();
        held.await();
        try {
            assertUnavailable(store);
        } finally {
            done.countDown();
            holder.join();
        }
        assertThat(store.take(List.of(bucket("b", 2, MINUTE))).admitted()).isTrue();
    }

    @Test
    void interruptedCallerStillGetsItsAnswer() {
        Thread.currentThread().interrupt();
        assertThat(admittedOf(store(), 3, bucket("b", 2, MINUTE))).isEqualTo(2);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void exactAcrossProcesses() throws Exception {
        List<Process> takers = List.of(taker(100, 120), taker(100, 120), taker(100, 120));
        int admitted = 0;
        for (Process taker : takers) {
            admitted += Integer.parseInt(output(taker));
        }
        assertThat(admitted).isEqualTo(120);
    }

    @Test
    void killedProcessesLeaveAWholeState() throws Exception {
        store().take(List.of(bucket("b", 1_000_000, Duration.ofDays(366))));
        for (int i = 0; i < 5; i++) {
            Process taker = taker(1_000_000, 1_000_000);
            byte[] before = Files.readAllBytes(file());
            while (taker.isAlive() && Arrays.equals(before, Files.readAllBytes(file()))) {
                Thread.sleep(5);
            }
            Thread.sleep(7 * i);
            taker.destroyForcibly().waitFor();
            assertThat(store().take(List.of(bucket("b", 1_000_000, Duration.ofDays(366))))
                            .admitted())
                    .isTrue();
        }
    }

    private Process taker(int attempts, int calls) throws IOException {
        return new ProcessBuilder(takerCommand(attempts, calls))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<String> takerCommand(int attempts, int calls) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                LimitTaker.class.getName(),
                state.toString(),
                Integer.toString(attempts),
                Integer.toString(calls));
    }

    private static String output(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private void hold(CountDownLatch held, CountDownLatch done) {
        try {
            new ProcessLock(state.resolve("limits/limits.lock"), Duration.ofSeconds(1)).hold(() -> {
                held.countDown();
                try {
                    done.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return 0;
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertUnavailable(LimitStore store) {
        RunnerException e =
                catchThrowableOfType(RunnerException.class, () -> store.take(List.of(bucket("b", 2, MINUTE))));
        assertThat(e.reason()).isEqualTo(Reason.LIMIT_STORE_UNAVAILABLE);
        assertThat(e.getMessage()).doesNotContain(state.toString());
        assertThat(e.hint()).contains(state.resolve("limits").toString());
        assertThat(e.started()).isFalse();
    }

    private Path file() {
        return state.resolve("limits/limits.json");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(name)));
    }
}
