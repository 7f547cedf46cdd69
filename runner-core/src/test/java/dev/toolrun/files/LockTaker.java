package dev.toolrun.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process whose threads take a lock, and remove its file: lock, threads, times, seed. Starts when something comes in, and
 * prints how often somebody else was there while a thread held the lock. Without more arguments than the lock, it says that it
 * holds it and does so until it is killed.
 */
final class LockTaker {
    private LockTaker() {}

    public static void main(String[] args) throws Exception {
        Path lock = Path.of(args[0]);
        if (args.length == 1) {
            holdForEver(lock);
        }
        System.out.println("ready");
        System.in.read();
        AtomicInteger met = new AtomicInteger();
        Thread[] threads = new Thread[Integer.parseInt(args[1])];
        for (int i = 0; i < threads.length; i++) {
            Random random = new Random(Long.parseLong(args[3]) + i);
            threads[i] = new Thread(() -> take(lock, Integer.parseInt(args[2]), random, met));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(met);
    }

    private static void holdForEver(Path lock) throws IOException {
        new ProcessLock(lock, Duration.ofSeconds(10)).hold(() -> {
            System.out.println("holds");
            while (true) {
                if (System.in.read() < 0) {
                    throw new IOException("nobody listens any more");
                }
            }
        });
    }

    private static void take(Path lock, int times, Random random, AtomicInteger met) {
        Path inside = lock.resolveSibling("inside");
        for (int i = 0; i < times; i++) {
            try {
                if (random.nextInt(3) == 0) {
                    ProcessLock.removable(lock, Duration.ofSeconds(30)).removeIf(() -> alone(inside, met));
                } else {
                    ProcessLock.removable(lock, Duration.ofSeconds(30)).hold(() -> alone(inside, met));
                }
            } catch (IOException e) {
                // on a busy machine others may be faster for as long as anybody waits: that is no meeting
                if (!String.valueOf(e.getMessage()).contains("is still locked")) {
                    e.printStackTrace();
                    met.incrementAndGet();
                }
            }
        }
    }

    private static boolean alone(Path inside, AtomicInteger met) throws IOException {
        try {
            Files.createFile(inside);
            Files.delete(inside);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            met.incrementAndGet();
        }
        return true;
    }
}
