package dev.toolrun.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code telemetry.prometheus}, also written as {@code "127.0.0.1:9464"}.
 *
 * @param host an IP address of this host; IPv6 in brackets
 * @param exposed whether it may be an address that others can reach
 */
@Shorthand(text = "host", number = "port")
public record PrometheusSettings(
        @Pattern(regexp = LITERAL, message = NOT_LITERAL) String host,

        @Min(value = 1, message = BAD_PORT) @Max(value = 65535, message = BAD_PORT)
        int port,

        @Default("false") boolean exposed) {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String LITERAL = OCTET + "(\\." + OCTET + "){3}|\\[[0-9a-f:.]+\\]";
    private static final String NOT_LITERAL = "must be an IP address, such as 127.0.0.1 or [::1]";
    private static final String BAD_PORT = "must be from 1 to 65535";

    /**
     * Where to listen.
     *
     * @throws IllegalArgumentException if the host is no IP address
     */
    public InetSocketAddress address() {
        return new InetSocketAddress(literal(), port);
    }

    /** Why nothing may listen there, or null. */
    @Nullable
    String problem() {
        try {
            return exposed || literal().isLoopbackAddress()
                    ? null
                    : "must be an address of loopback, such as 127.0.0.1, unless 'exposed: true' is set:"
                            + " nobody is asked for a password there";
        } catch (IllegalArgumentException e) {
            return NOT_LITERAL;
        }
    }

    /** A name would be looked up, so only literals get that far. */
    private InetAddress literal() {
        if (!host.matches(LITERAL)) {
            throw new IllegalArgumentException(NOT_LITERAL);
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(NOT_LITERAL, e);
        }
    }
}
