package dev.toolrun.cli.resident;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Keeps within the server's limits. Thread-safe. */
final class Admission {
    private static final Share NOTHING = new Share(0, 0);

    private final ServerLimits limits;
    private final Semaphore connections;
    private final Map<String, Share> users = new HashMap<>();
    private int bytes;

    /** What one user has. */
    private record Share(int connections, int bytes) {}

    Admission(ServerLimits limits) {
        this.limits = limits;
        connections = new Semaphore(limits.connections());
    }

    /** Waits until there is room for another connection. */
    void awaitConnection() throws InterruptedException {
        connections.acquire();
    }

    void endConnection() {
        connections.release();
    }

    /** A place for another connection of a user; null: the user has enough of them. */
    synchronized @Nullable Place enter(String user) {
        if (share(user).connections() >= limits.perUser()) {
            return null;
        }
        change(user, 1, 0);
        return new Place(user);
    }

    private Share share(String user) {
        return users.getOrDefault(user, NOTHING);
    }

    private void change(String user, int moreConnections, int moreBytes) {
        Share now = share(user);
        Share then = new Share(now.connections() + moreConnections, now.bytes() + moreBytes);
        bytes += moreBytes;
        if (then.equals(NOTHING)) {
            users.remove(user);
        } else {
            users.put(user, then);
        }
    }

    /** What one connection has. */
    final class Place {
        private final String user;
        private int taken;

        private Place(String user) {
            this.user = user;
        }

        /** Whether there is room for so many more bytes of its request. */
        boolean take(int more) {
            synchronized (Admission.this) {
                boolean fits = more <= limits.requestBytes() - bytes
                        && more <= limits.bytesPerUser() - share(user).bytes();
                if (fits) {
                    change(user, 0, more);
                    taken += more;
                }
                return fits;
            }
        }

        /** Gives back all of it; once. */
        void leave() {
            synchronized (Admission.this) {
                change(user, -1, -taken);
            }
        }
    }
}
