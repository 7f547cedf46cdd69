package dev.toolrun.cli.resident;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Keeps within the server's limits. Thread-safe. */
final class Admission {
    private final ServerLimits limits;
    private final Semaphore connections;
    private final Semaphore bytes;
    private final Map<String, Integer> users = new HashMap<>();

    Admission(ServerLimits limits) {
        this.limits = limits;
        connections = new Semaphore(limits.connections());
        bytes = new Semaphore(limits.requestBytes());
    }

    /** Waits until there is room for another connection. */
    void awaitConnection() throws InterruptedException {
        connections.acquire();
    }

    void endConnection() {
        connections.release();
    }

    /** Whether a user may have another connection; then {@link #leave} gives it back. */
    synchronized boolean enter(String user) {
        int now = users.getOrDefault(user, 0);
        if (now >= limits.perUser()) {
            return false;
        }
        users.put(user, now + 1);
        return true;
    }

    synchronized void leave(String user) {
        users.computeIfPresent(user, (name, now) -> now == 1 ? null : now - 1);
    }

    /** Whether there is room for a request; then {@link #giveBack} gives it back. */
    boolean take(int length) {
        return bytes.tryAcquire(length);
    }

    void giveBack(int length) {
        bytes.release(length);
    }
}
