package dev.toolrun.config;

import dev.toolrun.tool.Limits;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The key {@code limits} of a tool file. The components are described at {@link Limits}. */
record LimitsFile(
        @Default("1")
        @DecimalMin(value = "0.01", message = "must be at least 0.01")
        @DecimalMax(value = "1024", message = "must be at most 1024")
        double cpus,

        @Default("256MiB")
        @Bytes
        @Min(value = 8 * MIB, message = "must be at least 8MiB")
        @Max(value = MAX_BYTES, message = TOO_LARGE)
        long memory,

        @Default("64")
        @Min(value = 2, message = "must be at least 2")
        @Max(value = 32768, message = "must be at most 32768")
        int pids,

        @Default("1024")
        @Min(value = 32, message = "must be at least 32")
        @Max(value = 1048576, message = "must be at most 1048576")
        int openFiles,

        @Default("10s")
        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(hours = 24, message = "must be at most 24h")
        Duration wallTime,

        @Default("10s")
        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(days = 400, message = "must be at most 400d")
        Duration cpuTime,

        @Default("1MiB") @Bytes @Max(value = MAX_KEPT, message = TOO_MUCH_KEPT)
        long stdout,

        @Default("256KiB") @Bytes @Max(value = MAX_KEPT, message = TOO_MUCH_KEPT)
        long stderr,

        @Default("64MiB")
        @Bytes
        @Min(value = 1, message = "must be at least 1B")
        @Max(value = MAX_BYTES, message = TOO_LARGE)
        long output,

        @Default("64MiB")
        @Bytes
        @Min(value = 4096, message = "must be at least 4KiB")
        @Max(value = MAX_BYTES, message = TOO_LARGE)
        long scratch,

        @Default("4096")
        @Min(value = 16, message = "must be at least 16")
        @Max(value = 10_000_000, message = "must be at most 10000000")
        int scratchFiles,

        @Default("64MiB") @Bytes @Max(value = MAX_BYTES, message = TOO_LARGE)
        long fileSize,

        @Default("10MiB") @Bytes @Max(value = MAX_KEPT, message = TOO_MUCH_KEPT)
        long artifacts,

        @Default("20")
        @Min(value = 0, message = "must not be negative")
        @Max(value = MAX_ARTIFACT_FILES, message = "must be at most 256")
        int artifactFiles) {

    private static final long MIB = 1L << 20;
    private static final long MAX_BYTES = 1L << 40;
    private static final String TOO_LARGE = "must be at most 1024GiB";

    /** What is kept is held in memory and returned in one piece. */
    private static final long MAX_KEPT = 64 * MIB;

    private static final String TOO_MUCH_KEPT = "must be at most 64MiB";

    /** All names must fit into one audit record. */
    private static final int MAX_ARTIFACT_FILES = 256;

    Limits limits() {
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
                artifacts,
                artifactFiles);
    }
}
