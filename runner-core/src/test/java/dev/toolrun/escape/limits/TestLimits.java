package dev.toolrun.escape.limits;

import dev.toolrun.tool.Limits;
import java.time.Duration;

/** Limits for an attack on one of them: generous, but for what the test says. */
final class TestLimits {
    private static final long MIB = 1024L * 1024;

    private double cpus = 1;
    private long memory = 256 * MIB;
    private int pids = 64;
    private int openFiles = 1024;
    private Duration wallTime = Duration.ofSeconds(60);
    private Duration cpuTime = Duration.ofSeconds(60);
    private long stdout = MIB;
    private long stderr = MIB;
    private long output = 64 * MIB;
    private long scratch = 64 * MIB;
    private int scratchFiles = 4096;
    private long fileSize = 1024 * MIB;

    static TestLimits generous() {
        return new TestLimits();
    }

    TestLimits cpus(double share) {
        cpus = share;
        return this;
    }

    TestLimits memoryMiB(long mib) {
        memory = mib * MIB;
        return this;
    }

    TestLimits pids(int most) {
        pids = most;
        return this;
    }

    TestLimits openFiles(int most) {
        openFiles = most;
        return this;
    }

    TestLimits wallMillis(long millis) {
        wallTime = Duration.ofMillis(millis);
        return this;
    }

    TestLimits cpuMillis(long millis) {
        cpuTime = Duration.ofMillis(millis);
        return this;
    }

    TestLimits kept(long stdoutBytes, long stderrBytes) {
        stdout = stdoutBytes;
        stderr = stderrBytes;
        return this;
    }

    TestLimits outputBytes(long both) {
        output = both;
        return this;
    }

    TestLimits scratchMiB(long mib) {
        scratch = mib * MIB;
        return this;
    }

    TestLimits scratchFiles(int most) {
        scratchFiles = most;
        return this;
    }

    TestLimits fileSizeMiB(long mib) {
        fileSize = mib * MIB;
        return this;
    }

    Limits build() {
        Limits d = Limits.DEFAULT;
        return new Limits(
                cpus,
                memory,
                pids,
                openFiles,
                wallTime,
                cpuTime,
                stdout,
                stderr,
                output,
                scratch,
                scratchFiles,
                fileSize,
                d.artifactBytes(),
                d.artifactFiles());
    }
}
