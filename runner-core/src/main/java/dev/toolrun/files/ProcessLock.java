package dev.toolrun.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock that keeps out every other thread and every other process of this host, through a file that serves nothing else.
 * A killed holder frees it. Not reentrant.
 */
public final class ProcessLock {
    /**
     * The kernel's lock belongs to the process and goes with the first descriptor of that file that is closed, so a thread
     * touches the file only when it is its turn.
     */
    static final Turns TURNS = new Turns();

    /** What the file of a lock has in it that is about to be removed, or was; else it is empty. */
    private static final byte[] REMOVED = {'-'};

    /** How a name ends by which a removable file is being opened. One that a killed process has left may be deleted any time. */
    public static final String OPENING = ".opening";

    private static final long LONGEST_PAUSE_MS = 16;

    private final Path file;
    private final Duration patience;
    private final boolean isRemovable;

    /**
     * A lock whose file nobody removes.
     *
     * @param file made when it is missing, in a directory that exists
     * @param patience how long to wait for the lock
     */
    public ProcessLock(Path file, Duration patience) {
        this(file, patience, false);
    }

    private ProcessLock(Path file, Duration patience, boolean isRemovable) {
        this.file = file;
        this.patience = patience;
        this.isRemovable = isRemovable;
    }

    /** The same, of a file that {@link #removeIf} may remove. It must be such a one for everybody. */
    public static ProcessLock removable(Path file, Duration patience) {
        return new ProcessLock(file, patience, true);
    }

    /** Work that is done while the lock is held. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    private interface LockedWork<T> {
        T run(FileChannel locked) throws IOException;
    }

    /**
     * Does the work while nobody else holds the lock. An interrupt does not end the wait; the thread is interrupted again when
     * this method returns.
     *
     * @throws IOException from the work, or if the lock can't be had in time
     */
    public <T> T hold(Work<T> work) throws IOException {
        return holdAnyway(locked -> work.run());
    }

    /**
     * Does the work while nobody else holds the lock, unless this thread is interrupted before it has the lock.
     *
     * @throws IOException from the work, or if the lock can't be had in time
     * @throws InterruptedException if the thread was interrupted; the work was not done
     */
    public <T> T holdUnlessInterrupted(Work<T> work) throws IOException, InterruptedException {
        return hold(locked -> work.run(), deadline());
    }

    /**
     * Whether somebody else holds the lock now. Does not make its file.
     *
     * @throws IOException if that can't be found out
     */
    public boolean isHeld() throws IOException {
        try {
            return PrivateFiles.exists(file) && new ProcessLock(file, Duration.ZERO, isRemovable).hold(() -> false);
        } catch (StillLockedException e) {
            return true;
        }
    }

    /**
     * Removes the lock's file where the work, done while nobody else holds the lock, says that it is of no more use. Whoever
     * waits for the lock meanwhile gets that of a new file.
     *
     * @throws IOException from the work, or if the lock can't be had in time
     * @throws IllegalStateException if it is none whose file may be removed
     */
    public void removeIf(Work<Boolean> useless) throws IOException {
        if (!isRemovable) {
            throw new IllegalStateException("not a lock whose file may be removed");
        }
        holdAnyway(locked -> {
            if (useless.run()) {
                // whoever has opened it already must see that it keeps nobody out any more
                locked.write(ByteBuffer.wrap(REMOVED));
                Files.delete(file);
            }
            return file;
        });
    }

    private <T> T holdAnyway(LockedWork<T> work) throws IOException {
        long deadline = deadline();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return hold(work, deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T hold(LockedWork<T> work, long deadline) throws IOException, InterruptedException {
        Object turn = turn();
        if (!TURNS.await(turn, deadline - System.nanoTime())) {
            throw stillLocked();
        }
        try {
            while (true) {
                try (LockFile opened = isRemovable ? LockFile.openRemovable(file) : LockFile.open(file)) {
                    if (opened != null && isLocked(opened, deadline)) {
                        return work.run(opened.channel());
                    }
                }
            }
        } finally {
            TURNS.end(turn);
        }
    }

    /** False if the file was removed meanwhile: a lock on it keeps nobody out. */
    private boolean isLocked(LockFile opened, long deadline) throws IOException, InterruptedException {
        lock(opened.channel(), deadline);
        boolean isNamed = opened.key().equals(LockFile.key(file));
        if (!isRemoved(opened.channel())) {
            return isNamed;
        }
        if (isNamed) {
            // who marked it was killed before it was gone
            Files.deleteIfExists(file);
        }
        return false;
    }

    private static boolean isRemoved(FileChannel channel) throws IOException, InterruptedException {
        try {
            return channel.size() == REMOVED.length;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted when the lock was had");
        }
    }

    private void lock(FileChannel channel, long deadline) throws IOException, InterruptedException {
        long pause = 1;
        while (tryLock(channel) == null) {
            if (System.nanoTime() - deadline >= 0) {
                throw stillLocked();
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // a runner of another class loader in this process
            return null;
        }
    }

    private Object turn() throws IOException {
        Path name = file.toAbsolutePath();
        Path directory = Objects.requireNonNull(name.getParent(), "a lock is a file");
        return List.of(LockFile.keyOfDirectory(directory), String.valueOf(name.getFileName()));
    }

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    private StillLockedException stillLocked() {
        return new StillLockedException(
                file.toString(), "is still locked by another process after " + patience.toMillis() + " ms");
    }

    private static final class StillLockedException extends FileSystemException {
        private static final long serialVersionUID = 1;

        StillLockedException(String file, String reason) {
            super(file, null, reason);
        }
    }
}
