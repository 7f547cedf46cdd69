package dev.toolrun.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void keepsOutThreadsAndProcessesAlsoWhereItsFileIsRemovedAgainAndAgain() throws Exception {
        List<Process> takers = new ArrayList<>();
        List<BufferedReader> said = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            Process taker = ChildJvm.start(LockTaker.class, file(), 3, 400, 10 * seed);
            takers.add(taker);
            said.add(taker.inputReader(StandardCharsets.UTF_8));
        }
        for (BufferedReader each : said) {
            assertThat(each.readLine()).isEqualTo("ready");
        }
        for (Process taker : takers) {
            taker.getOutputStream().close();
        }
        for (BufferedReader each : said) {
            assertThat(each.readLine()).as("others met inside").isEqualTo("0");
        }
    }

    @Test
    void nothingIsRememberedOfLocksThatNobodyHolds() throws Exception {
        int before = ProcessLock.TURNS.size();
        for (int i = 0; i < 10; i++) {
            ProcessLock lock = new ProcessLock(folder.resolve("lock" + i), LONG);
            assertThat(lock.hold(ProcessLock.TURNS::size)).isEqualTo(before + 1);
            assertThatThrownBy(() -> lock.hold(() -> {
                        throw new IOException("the work fails");
                    }))
                    .hasMessage("the work fails");
        }
        new ProcessLock(file(), LONG).hold(() -> {
            assertThatThrownBy(() -> inAnotherThread(() -> new ProcessLock(file(), Duration.ZERO).hold(() -> file())))
                    .hasMessageContaining("still locked");
            return file();
        });
        assertThat(ProcessLock.TURNS.size()).isEqualTo(before);
    }

    @Test
    void anInterruptIsKeptForTheCaller() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(new ProcessLock(file(), LONG).hold(() -> "done")).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptEndsAWaitThatMayBeEnded() throws Exception {
        Thread.currentThread().interrupt();
        assertInterrupted();
        Process holder = holder();
        try {
            interruptSoon();
            assertInterrupted();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        new ProcessLock(file(), LONG).hold(() -> {
            inAnotherThread(() -> {
                interruptSoon();
                assertInterrupted();
                return file();
            });
            return file();
        });
    }

    @Test
    void anInterruptDoesNotEndAnotherWait() throws Exception {
        Process holder = holder();
        Thread waiter = Thread.currentThread();
        Thread other = new Thread(() -> {
            waiter.interrupt();
            while (waiter.isInterrupted()) {
                Thread.onSpinWait(); // until the wait has seen it
            }
            holder.destroyForcibly();
        });
        other.start();
        assertThat(new ProcessLock(file(), LONG).hold(() -> "done")).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
        other.join();
    }

    @Test
    void aKilledHolderFreesIt() throws Exception {
        Process holder = holder();
        assertThatThrownBy(() -> new ProcessLock(file(), Duration.ZERO).hold(() -> file()))
                .hasMessageContaining("still locked");
        holder.destroyForcibly().waitFor();
        assertThat(new ProcessLock(file(), Duration.ZERO).hold(() -> "done")).isEqualTo("done");
    }

    @Test
    void aRemoverThatWasKilledKeepsNobodyOut() throws Exception {
        ProcessLock lock = ProcessLock.removable(file(), LONG);
        lock.hold(() -> Files.writeString(file(), "-"));
        assertThat(lock.hold(() -> Files.size(file()))).isZero();
    }

    @Test
    void aFileThatIsNotOfTheLockKeepsWhatItHas() throws Exception {
        ProcessLock lock = new ProcessLock(file(), LONG);
        lock.hold(() -> Files.writeString(file(), "somebody's"));
        assertThat(lock.hold(() -> Files.readString(file()))).isEqualTo("somebody's");
    }

    @Test
    void itsFileIsRemovedOnlyWhereTheWorkSaysSo() throws Exception {
        ProcessLock lock = ProcessLock.removable(file(), LONG);
        lock.removeIf(() -> false);
        assertThat(folder).isDirectoryContaining(file()::equals);
        lock.removeIf(() -> true);
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> new ProcessLock(file(), LONG).removeIf(() -> true))
                .isInstanceOf(IllegalStateException.class);
    }

    private void assertInterrupted() {
        assertThatThrownBy(() -> new ProcessLock(file(), LONG).holdUnlessInterrupted(() -> {
                    throw new AssertionError("the work is not done");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** Any time will do: before the wait, or in it. */
    private static void interruptSoon() {
        Thread waiter = Thread.currentThread();
        new Thread(waiter::interrupt).start();
    }

    private Process holder() throws IOException {
        Process holder = ChildJvm.start(LockTaker.class, file());
        assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("holds");
        return holder;
    }

    private static void inAnotherThread(ProcessLock.Work<?> work) throws IOException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        new Thread(() -> {
                    try {
                        work.run();
                    } catch (IOException | RuntimeException | AssertionError e) {
                        failure.set(e);
                    }
                    done.countDown();
                })
                .start();
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (failure.get() != null) {
            throw new IOException(failure.get().getMessage(), failure.get());
        }
    }

    private Path file() {
        return folder.resolve("lock");
    }
}
