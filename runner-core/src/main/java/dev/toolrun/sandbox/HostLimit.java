package dev.toolrun.sandbox;

import java.util.Arrays;
import java.util.List;

/** What a sandbox is held to by kernel and runtime, and what a host may therefore fail to enforce. */
public enum HostLimit {
    MEMORY("memory", "A tool can take more memory than its limit"),
    CPUS("cpus", "A tool can use more processors than its share"),
    CPU_TIME("cpuTime", "A tool's processor time is not counted, so that its limit never ends a call"),
    PIDS("pids", "A tool can start more processes and threads than its limit"),
    OPEN_FILES("openFiles", "A process can open more files than its limit"),
    FILE_SIZE("fileSize", "A process can write larger files than its limit"),
    SCRATCH("scratch", "A tool can fill its writable places beyond their size"),
    SCRATCH_FILES("scratchFiles", "A tool can make more files in its writable places than its limit"),
    SECCOMP("seccomp", "The seccomp profile is not applied");

    private final String key;
    private final String weakness;

    HostLimit(String key, String weakness) {
        this.key = key;
        this.weakness = weakness;
    }

    /** Its name in tool files, in {@code sandbox.allowUnenforced} and in results. */
    public String key() {
        return key;
    }

    /** What it means when it is not in force: the beginning of a sentence. */
    public String weakness() {
        return weakness;
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(HostLimit::key).toList();
    }

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    public static HostLimit of(String key) {
        return Arrays.stream(values())
                .filter(limit -> limit.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no limit is called " + key));
    }
}
