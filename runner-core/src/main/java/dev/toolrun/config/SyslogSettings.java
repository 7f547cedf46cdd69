package dev.toolrun.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code syslog} of a sink.
 *
 * @param host a DNS name or an IP address; the certificate must be good for it
 * @param port its TCP port
 * @param tls false only for an IP address of this host's loopback
 * @param ca a file with the PEM certificates of the only authorities that are believed; null: those that Java trusts
 * @param spool how many bytes of records may wait for the receiver
 */
public record SyslogSettings(
        @Pattern(regexp = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-f:]{2,45}", message = BAD_HOST)
        String host,

        @Default("6514") @Min(value = 1, message = BAD_PORT) @Max(value = 65535, message = BAD_PORT)
        int port,

        @Default("true") boolean tls,
        @Nullable Path ca,

        @Default("64MiB")
        @Bytes
        @Min(value = 1 << 20, message = "must be at least 1MiB")
        @Max(value = 1L << 40, message = "must be at most 1024GiB")
        long spool) {
    private static final String BAD_HOST = "must be a DNS name or an IP address";
    private static final String BAD_PORT = "must be from 1 to 65535";
}
