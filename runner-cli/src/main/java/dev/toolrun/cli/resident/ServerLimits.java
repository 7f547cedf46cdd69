package dev.toolrun.cli.resident;

import java.time.Duration;

/**
 * What clients may take of a server.
 *
 * @param connections how many there may be at once
 * @param perUser how many of them one OS user may have
 * @param requestBytes how many bytes all requests at once may have
 * @param bytesPerUser how many of them the requests of one OS user may have
 * @param requestTime how long a client may take to say what it wants
 * @param answerTime how long a client is waited for, all in all, while it takes its answer
 * @param drainTime how long calls may still run when the server ends, before they are cancelled
 */
public record ServerLimits(
        int connections,
        int perUser,
        int requestBytes,
        int bytesPerUser,
        Duration requestTime,
        Duration answerTime,
        Duration drainTime) {
    private static final int MIB = 1024 * 1024;

    public static final ServerLimits DEFAULT = new ServerLimits(
            1024, 512, 128 * MIB, 64 * MIB, Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(60));
}
