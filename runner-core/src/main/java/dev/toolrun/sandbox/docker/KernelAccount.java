package dev.toolrun.sandbox.docker;

import dev.toolrun.sandbox.HostLimit;
import dev.toolrun.tool.Limits;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the limits that a call asks for with those that the kernel holds its sandbox to, as the first process reads them
 * before the tool is there. Where the kernel is the host's, this is what is in force; what is not reported is not.
 */
final class KernelAccount {
    private static final String SECCOMP_FILTER = "2";
    private static final long PAGE = 4096;
    /** A quota is a whole number of microseconds. */
    private static final double CPU_TOLERANCE = 0.001;

    private final Limits asked;
    private final Trailer ready;

    KernelAccount(Limits asked, Trailer ready) {
        this.asked = asked;
        this.ready = ready;
    }

    /** Everything that was asked for and is not in force. */
    Set<HostLimit> missing() {
        Set<HostLimit> missing = missingInProcess();
        addUnless(missing, HostLimit.MEMORY, memoryHolds());
        addUnless(missing, HostLimit.CPUS, cpusHold());
        addUnless(missing, HostLimit.CPU_TIME, "cgroup".equals(ready.get("cpu_source")));
        addUnless(missing, HostLimit.PIDS, atMost("pids_max", asked.pids()));
        addUnless(missing, HostLimit.SCRATCH, atMost("scratch_bytes", roundedUp(asked.scratchBytes())));
        addUnless(missing, HostLimit.SCRATCH_FILES, atMost("scratch_files", asked.scratchFiles()));
        return missing;
    }

    /** As above, of what belongs to a process and not to its cgroup or file systems. */
    Set<HostLimit> missingInProcess() {
        Set<HostLimit> missing = EnumSet.noneOf(HostLimit.class);
        addUnless(missing, HostLimit.OPEN_FILES, atMost("open_files_max", asked.openFiles()));
        addUnless(missing, HostLimit.FILE_SIZE, atMost("file_size_max", asked.fileSizeBytes()));
        addUnless(missing, HostLimit.SECCOMP, SECCOMP_FILTER.equals(ready.get("seccomp")));
        return missing;
    }

    private boolean memoryHolds() {
        return atMost("memory_max", asked.memoryBytes()) && atMost("memory_and_swap_max", asked.memoryBytes());
    }

    private boolean cpusHold() {
        Long quota = ready.number("cpu_quota_us");
        Long period = ready.number("cpu_period_us");
        return quota != null && period != null && period > 0 && (double) quota / period <= asked.cpus() + CPU_TOLERANCE;
    }

    private boolean atMost(String key, long bound) {
        @Nullable Long actual = ready.number(key);
        return actual != null && actual <= bound;
    }

    private static long roundedUp(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }

    private static void addUnless(Set<HostLimit> missing, HostLimit limit, boolean holds) {
        if (!holds) {
            missing.add(limit);
        }
    }
}
