package dev.toolrun.sandbox.docker;

import dev.toolrun.tool.Limits;
import dev.toolrun.tool.Mount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is asked of the engine for one container. A plain value: it can be read, compared and tested without an
 * engine. What does not depend on the call is fixed here and can't be configured.
 *
 * @param name chosen by us, so that a create whose answer was lost can be found again
 * @param imageId the pinned id of the image
 * @param image what that image brings of its own
 * @param user the id of its user, which no other sandbox has at the same time
 * @param lifetimeSeconds how long the first process waits for its call
 * @param limits the call's limits
 * @param mounts what of the host can be read inside; all of it is checked already
 * @param network what the tool may reach
 */
record ContainerSpec(
        String name,
        String imageId,
        ImageConfig image,
        String runtime,
        SeccompProfile seccomp,
        int user,
        long lifetimeSeconds,
        Limits limits,
        List<Mount> mounts,
        SandboxNetwork network,
        Map<String, String> labels) {

    /** How the names of all our containers begin. */
    static final String NAME_PREFIX = "toolrun-";

    /** All sandboxes have this group: files that they are to read can be given to it. */
    static final int GROUP = 65532;

    static final String INIT = "/.toolrun/init";
    static final String WORKSPACE = "/workspace";
    static final String NETWORK = "none";
    /** No shared memory of other containers, and no {@code /dev/shm} but the one below. */
    static final String IPC = "none";

    /** The first process heeds no other, and an engine that shuts down would wait for it. */
    static final String STOP_SIGNAL = "SIGKILL";

    static final String HOST_NAME = "sandbox";
    static final String CGROUP_NAMESPACE = "private";
    static final String NO_NEW_PRIVILEGES = "no-new-privileges";

    /**
     * In bytes. A kernel that hands crashes to a program of the host does so whatever the limit is, also for none, except for
     * this one (core(5) and the kernel's {@code fs/coredump.c}). The seccomp profile keeps a tool from changing it.
     */
    private static final long NO_CORE_AT_ALL = 1;

    private static final String COMMON = "nosuid,nodev,noexec";
    private static final String NOTHING = "ro," + COMMON + ",size=4096,nr_inodes=1,mode=0555";
    static final long NANOS_PER_CPU = 1_000_000_000L;

    ContainerSpec {
        mounts = List.copyOf(mounts);
        labels = Map.copyOf(labels);
    }

    String userAndGroup() {
        return user + ":" + GROUP;
    }

    List<String> arguments() {
        return List.of("--lifetime", Long.toString(lifetimeSeconds));
    }

    List<String> securityOptions() {
        return List.of(NO_NEW_PRIVILEGES, "seccomp=" + seccomp.json());
    }

    /**
     * Every place that can be written to, with its size in bytes and inodes. The engine would mount {@code /dev/mqueue} and
     * {@code /dev/pts} as well; message queues and terminals come out of what all of a host shares, so empty places that
     * can't be written to take their room.
     */
    Map<String, String> tmpfs() {
        String sized = "rw," + COMMON + ",size=" + limits.scratchBytes() + ",nr_inodes=" + limits.scratchFiles();
        Map<String, String> places = new LinkedHashMap<>();
        places.put(WORKSPACE, sized + ",mode=0700,uid=" + user + ",gid=" + GROUP);
        places.put("/tmp", sized + ",mode=1777");
        places.put("/dev/shm", sized + ",mode=1777");
        places.put("/dev/mqueue", NOTHING);
        places.put("/dev/pts", NOTHING);
        return places;
    }

    /** Limits of each process (setrlimit(2)), soft and hard alike. */
    Map<String, Long> ulimits() {
        Map<String, Long> ulimits = new LinkedHashMap<>();
        ulimits.put("nofile", (long) limits.openFiles());
        ulimits.put("fsize", limits.fileSizeBytes());
        ulimits.put("core", NO_CORE_AT_ALL);
        return ulimits;
    }

    long nanoCpus() {
        return Math.round(limits.cpus() * NANOS_PER_CPU);
    }
}
