package dev.toolrun.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that keeps out every other thread and every other process of this host, through a file that serves nothing else.
 * A killed holder frees it. Not reentrant.
 */
public final class ProcessLock {
    /**
     * The kernel's lock belongs to the process and goes with the first descriptor of that file that is closed, so threads of
     * one process take turns by these.
     */
    private static final ConcurrentMap<Object, ReentrantLock> TURNS = new ConcurrentHashMap<>();

    private static final long LONGEST_PAUSE_MS = 16;

    private final Path file;
    private final Duration patience;

    /**
     * @param file made when it is missing, in a directory that exists
     * @param patience how long to wait for the lock
     */
    public ProcessLock(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /** Work that is done while the lock is held. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does the work while nobody else holds the lock. An interrupt does not end the wait; it is kept for the caller.
     *
     * @throws IOException from the work, or if the lock can't be had in time
     */
    public <T> T hold(Work<T> work) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Object key = fileKey();
            ReentrantLock turn = TURNS.computeIfAbsent(key, any -> new ReentrantLock(true));
            if (!tryLock(turn, deadline - System.nanoTime())) {
                throw stillLocked();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                lock(channel, deadline);
                // someone may have removed the file meanwhile: a lock on a file without a name keeps nobody out
                if (key.equals(fileKey())) {
                    return work.run();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private Object fileKey() throws IOException {
        if (!PrivateFiles.exists(file)) {
            try {
                PrivateFiles.createFile(file);
            } catch (FileAlreadyExistsException e) {
                PrivateFiles.requireFile(file);
            }
        }
        @Nullable
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? file.toRealPath() : key;
    }

    private void lock(FileChannel channel, long deadline) throws IOException {
        long pause = 1;
        while (tryLock(channel) == null) {
            if (System.nanoTime() - deadline >= 0) {
                throw stillLocked();
            }
            sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static boolean tryLock(ReentrantLock turn, long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return turn.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    private static void sleep(long millis) {
        boolean interrupted = Thread.interrupted();
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileSystemException stillLocked() {
        return new FileSystemException(
                file.toString(), null, "is still locked by another process after " + patience.toMillis() + " ms");
    }
}
