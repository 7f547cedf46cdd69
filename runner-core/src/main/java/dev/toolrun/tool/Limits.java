package dev.toolrun.tool;

import java.time.Duration;

/**
 * What a tool may use. Bounds are checked where a tool file is read.
 *
 * @param cpus share of processors, for example 0.5
 * @param memoryBytes memory of all processes together, tmpfs included; swap is off
 * @param pids processes and threads together
 * @param openFiles open file descriptors of one process
 * @param wallTime real time from the tool's start to its end
 * @param cpuTime processor time of all processes together
 * @param stdoutBytes how much of standard output is kept
 * @param stderrBytes how much of standard error is kept
 * @param outputBytes how much both may be together before the call is ended
 * @param scratchBytes size of each writable place
 * @param scratchFiles number of files and folders in each writable place
 * @param fileSizeBytes largest file that one process may write
 * @param artifactBytes how much the artifacts may be together; a file that does not fit is left out
 * @param artifactFiles how many artifacts there may be
 */
public record Limits(
        double cpus,
        long memoryBytes,
        int pids,
        int openFiles,
        Duration wallTime,
        Duration cpuTime,
        long stdoutBytes,
        long stderrBytes,
        long outputBytes,
        long scratchBytes,
        int scratchFiles,
        long fileSizeBytes,
        long artifactBytes,
        int artifactFiles) {

    private static final long MIB = 1024L * 1024;

    /** What holds for a tool file that says nothing. */
    public static final Limits DEFAULT = new Limits(
            1.0,
            256 * MIB,
            64,
            1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            MIB,
            256 * 1024L,
            64 * MIB,
            64 * MIB,
            4096,
            64 * MIB,
            10 * MIB,
            20);

    /** The same limits with at most this much wall time. */
    public Limits withWallTimeAtMost(Duration atMost) {
        return new Limits(
                cpus,
                memoryBytes,
                pids,
                openFiles,
                atMost.compareTo(wallTime) < 0 ? atMost : wallTime,
                cpuTime,
                stdoutBytes,
                stderrBytes,
                outputBytes,
                scratchBytes,
                scratchFiles,
                fileSizeBytes,
                artifactBytes,
                artifactFiles);
    }
}
