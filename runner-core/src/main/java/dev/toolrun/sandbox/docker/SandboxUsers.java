package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The user ids of sandboxes. The kernel has budgets that belong to a user id, so each sandbox has one of its own while it is
 * there. Two sandboxes of one process never have the same; those of other processes are known by the labels of their
 * containers, and two processes that choose at the same moment choose at random. Thread-safe.
 */
final class SandboxUsers {
    /**
     * The first of them. They lie where neither Debian nor systemd give ids to anybody else, and below 65536, which is all that
     * a user namespace may have.
     */
    static final int FIRST = 60928;

    /** How many there are. */
    static final int COUNT = 256;

    static final int LAST = FIRST + COUNT - 1;

    /** Of this process. */
    static final SandboxUsers HERE = new SandboxUsers(new Random());

    private final RandomGenerator random;
    private final Set<Integer> taken = new HashSet<>();

    SandboxUsers(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Takes one that no other sandbox has.
     *
     * @param others the labels of the containers that the engine has
     * @throws RunnerException if there is none
     */
    synchronized int take(List<Map<String, String>> others) {
        Set<String> theirs = new HashSet<>();
        others.forEach(labels -> theirs.add(labels.getOrDefault(ContainerLabels.USER, "")));
        List<Integer> free = new ArrayList<>();
        for (int user = FIRST; user <= LAST; user++) {
            if (!taken.contains(user) && !theirs.contains(Integer.toString(user))) {
                free.add(user);
            }
        }
        if (free.isEmpty()) {
            throw RunnerException.beforeStart(
                    Reason.QUEUE_TIMEOUT,
                    "Too many calls are running.",
                    "All " + COUNT + " user ids of sandboxes are those of containers that the engine has.",
                    null);
        }
        int user = free.get(random.nextInt(free.size()));
        taken.add(user);
        return user;
    }

    /** Gives one back when its sandbox is gone. */
    synchronized void release(int user) {
        taken.remove(user);
    }
}
